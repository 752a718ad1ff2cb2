"""Tables. Columns and relationships only: rules live in ``crm_desktop.domain`` and above."""

from crm_desktop.storage.models.activities import (
    ActivityRecord,
    ActivityResultRecord,
    ActivityTypeRecord,
)
from crm_desktop.storage.models.calendar import CalendarDayRecord, WorkingDayRecord
from crm_desktop.storage.models.customers import (
    ClassifierRecord,
    ContactRecord,
    CustomerRecord,
    CustomerTagRecord,
)
from crm_desktop.storage.models.deals import (
    DealCreditRecord,
    DealRecord,
    DealStageChangeRecord,
    LossReasonRecord,
    PipelineRecord,
    ProductGroupRecord,
    ProductRecord,
    StageRecord,
)
from crm_desktop.storage.models.definitions import DefinitionRecord, PlanRecord
from crm_desktop.storage.models.documents import (
    DocumentLineRecord,
    DocumentRecord,
    PaymentRecord,
)
from crm_desktop.storage.models.figures import MarkRecord, SeriesValueRecord
from crm_desktop.storage.models.firm import (
    CurrencyRecord,
    ExchangeRateRecord,
    FirmLogoRecord,
    FirmRecord,
)
from crm_desktop.storage.models.pay import (
    AccrualRecord,
    AdjustmentRecord,
    CorrectionRecord,
    DisputeRecord,
    ReadingRecord,
    SettledRecord,
    StatementCarryRecord,
    StatementStepRecord,
)
from crm_desktop.storage.models.people import (
    AbsenceRecord,
    DepartmentRecord,
    DepartmentStayRecord,
    EmployeeRecord,
    StaffGroupMemberRecord,
    StaffGroupRecord,
)
from crm_desktop.storage.models.scripts import (
    ScriptApprovalRecord,
    ScriptDraftRecord,
    ScriptRunRecord,
    ScriptSettingRecord,
)
from crm_desktop.storage.models.statements import StatementLineRecord, StatementRecord
from crm_desktop.storage.models.users import RoleRecord, UserRecord
from crm_desktop.storage.models.views import SavedViewRecord
from crm_desktop.storage.models.wizards import WizardRecord

__all__ = [
    "AbsenceRecord",
    "AccrualRecord",
    "ActivityRecord",
    "ActivityResultRecord",
    "ActivityTypeRecord",
    "AdjustmentRecord",
    "CalendarDayRecord",
    "ClassifierRecord",
    "ContactRecord",
    "CorrectionRecord",
    "CurrencyRecord",
    "CustomerRecord",
    "CustomerTagRecord",
    "DealCreditRecord",
    "DealRecord",
    "DealStageChangeRecord",
    "DefinitionRecord",
    "DepartmentRecord",
    "DepartmentStayRecord",
    "DisputeRecord",
    "DocumentLineRecord",
    "DocumentRecord",
    "EmployeeRecord",
    "ExchangeRateRecord",
    "FirmLogoRecord",
    "FirmRecord",
    "LossReasonRecord",
    "MarkRecord",
    "PaymentRecord",
    "PipelineRecord",
    "PlanRecord",
    "ProductGroupRecord",
    "ProductRecord",
    "ReadingRecord",
    "RoleRecord",
    "SavedViewRecord",
    "ScriptApprovalRecord",
    "ScriptDraftRecord",
    "ScriptRunRecord",
    "ScriptSettingRecord",
    "SeriesValueRecord",
    "SettledRecord",
    "StaffGroupMemberRecord",
    "StaffGroupRecord",
    "StageRecord",
    "StatementCarryRecord",
    "StatementLineRecord",
    "StatementRecord",
    "StatementStepRecord",
    "UserRecord",
    "WizardRecord",
    "WorkingDayRecord",
]
