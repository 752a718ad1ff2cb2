"""Every screen and every state of it that a user meets; each room is played in this order."""

from __future__ import annotations

from ui.gallery.beginning_scenes import BEGINNING_SCENES
from ui.gallery.filter_scenes import FILTER_SCENES
from ui.gallery.firm_scenes import FIRM_SCENES
from ui.gallery.first_start_scenes import FIRST_START_SCENES
from ui.gallery.frame_scenes import FRAME_SCENES
from ui.gallery.indicator_scenes import INDICATOR_SCENES
from ui.gallery.kpi_scenes import KPI_SCENES
from ui.gallery.people_scenes import PEOPLE_SCENES
from ui.gallery.plan_scenes import PLAN_SCENES
from ui.gallery.record_scenes import RECORD_SCENES
from ui.gallery.reward_scenes import REWARD_SCENES
from ui.gallery.reward_scheme_scenes import REWARD_SCHEME_SCENES
from ui.gallery.scene import Scene
from ui.gallery.scheme_scenes import SCHEME_SCENES
from ui.gallery.script_scenes import SCRIPT_SCENES
from ui.gallery.update_scenes import UPDATE_SCENES
from ui.gallery.user_scenes import USER_SCENES
from ui.gallery.what_if_scenes import WHAT_IF_SCENES
from ui.gallery.wizard_end_scenes import WIZARD_END_SCENES
from ui.gallery.wizard_pay_scenes import WIZARD_PAY_SCENES
from ui.gallery.wizard_scenes import WIZARD_SCENES
from ui.gallery.wizard_step_scenes import WIZARD_STEP_SCENES

SCENES: tuple[Scene, ...] = (
    *FIRST_START_SCENES,
    *FRAME_SCENES,
    *KPI_SCENES,
    *RECORD_SCENES,
    *FILTER_SCENES,
    *PEOPLE_SCENES,
    *FIRM_SCENES,
    *UPDATE_SCENES,
    *INDICATOR_SCENES,
    *SCHEME_SCENES,
    *REWARD_SCHEME_SCENES,
    *WHAT_IF_SCENES,
    *REWARD_SCENES,
    *PLAN_SCENES,
    *BEGINNING_SCENES,
    *SCRIPT_SCENES,
    *WIZARD_SCENES,
    *WIZARD_STEP_SCENES,
    *WIZARD_PAY_SCENES,
    *WIZARD_END_SCENES,
    *USER_SCENES,
)
