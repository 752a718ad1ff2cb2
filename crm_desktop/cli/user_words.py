"""What the commands on users take."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_desktop.cli import users
from crm_desktop.cli.frame import Command, Commands, argument, option
from crm_desktop.texts import Message

user_app = typer.Typer(cls=Commands, add_completion=False)

Login = Annotated[str, argument(Message("What they sign in with."), "LOGIN")]
_ROLE = Message(
    "A role by its code: administrator, owner, accountant, head, employee, or your own."
)


@user_app.command("list", cls=Command, help=Message("Show all users.").template)
def list_users(ctx: typer.Context) -> int:
    return users.list_users(ctx.obj)


@user_app.command(
    "add",
    cls=Command,
    help=Message(
        "Let somebody sign in; the password is asked for, or in CRM_NEW_PASSWORD. The first user "
        "must be an administrator."
    ).template,
)
def add_user(
    ctx: typer.Context,
    login: Login,
    role: Annotated[str, option(_ROLE, "--role", metavar="ROLE")],
    name: Annotated[
        str | None,
        option(Message("Their name; that of the employee, if left out."), "--name", metavar="NAME"),
    ] = None,
    employee: Annotated[
        str | None,
        option(Message("The code of the employee who they are."), "--employee", metavar="CODE"),
    ] = None,
) -> int:
    return users.add_user(ctx.obj, users.NewUser(login, name, role, employee))


@user_app.command(
    "password",
    cls=Command,
    help=Message(
        "Give somebody another password; it is asked for, or in CRM_NEW_PASSWORD."
    ).template,
)
def set_password(ctx: typer.Context, login: Login) -> int:
    return users.set_password(ctx.obj, login)


@user_app.command("role", cls=Command, help=Message("Give somebody another role.").template)
def set_role(
    ctx: typer.Context, login: Login, role: Annotated[str, argument(_ROLE, "ROLE")]
) -> int:
    return users.set_role(ctx.obj, login, role)
