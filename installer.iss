; The setup program for Windows, for Inno Setup 6.4; docs/releasing.md says how it is made.
; The file is UTF-8 with a byte order mark, or Inno Setup would read it as ANSI.

#ifndef Version
  #error Name the version, the program's folder and where to write: ISCC /DVersion=1.2.3 /DProgram=FOLDER /DOut=FOLDER installer.iss
#endif
#ifndef Program
  #error Name the folder of the built program: ISCC /DProgram=FOLDER
#endif
#ifndef Out
  #error Name the folder that the setup program is written to: ISCC /DOut=FOLDER
#endif

#ifndef Compression
  #define Compression "lzma2/max"
#endif

#define Name "CRM Desktop"
#define Code "crm-desktop"
; One name in both languages: under two of them it would start twice after an upgrade in the other.
#define Monitor Name + " KPI"
#define Id "{6C0B7D3E-9B0F-4E53-9E0B-3C1B6A0F7A21}"
#define Mutex "CRMDesktop"
#define SchemeType "CRMDesktop.Scheme"
#define CloseMessage "$0010"
#define Owner "4"
#define QueryLimited "$1000"

[Setup]
AppId={{#Id}
AppName={#Name}
AppVersion={#Version}
AppPublisher={#Name}
VersionInfoVersion={#Version}
VersionInfoDescription={#Name}
VersionInfoProductName={#Name}
OutputDir={#Out}
OutputBaseFilename={#Code}-setup-{#Version}
SetupIconFile={#Program}\{#Code}.ico
UninstallDisplayIcon={app}\{#Code}.ico
UninstallDisplayName={#Name}
Compression={#Compression}
SolidCompression=yes
LZMANumBlockThreads=2
; Windows 10 1809 is what Qt asks for.
MinVersion=10.0.17763
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog commandline
DefaultDirName={code:ProgramFolder}
DisableProgramGroupPage=yes
; The licence asks nothing of who uses the program, so that nobody is asked to agree.
WizardStyle=modern
ShowLanguageDialog=auto
LanguageDetectionMethod=uilanguage
ChangesAssociations=yes
SetupMutex={#Mutex}Setup,Global\{#Mutex}Setup
SetupLogging=yes
; Inno Setup would close it when it can no longer turn back: see PrepareToInstall.
CloseApplications=no

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "ru"; MessagesFile: "compiler:Languages\Russian.isl"

[CustomMessages]
en.AtSignIn=When you sign in to Windows:
ru.AtSignIn=При входе в Windows:
en.MonitorTask=Show the KPI monitor
ru.MonitorTask=Показывать монитор KPI
en.SchemeFile=KPI and pay scheme
ru.SchemeFile=Схема KPI и оплаты
en.NewerInstalled={#Name} %1 is installed. It is newer than this setup program, %2, and may have changed your data in a way that %2 cannot read. Nothing was changed.
ru.NewerInstalled=Установлена программа {#Name} %1. Она новее этой программы установки (%2) и могла изменить данные так, что версия %2 их не прочтёт. Ничего не изменено.
en.ForAllUsers={#Name} is installed for all users of this computer. Use that one, or remove it first: data and settings stay. Nothing was changed.
ru.ForAllUsers=Программа {#Name} установлена для всех пользователей этого компьютера. Пользуйтесь ею или сначала удалите её: данные и настройки останутся. Ничего не изменено.
en.ForOneUser={#Name} is installed for you alone. Remove it before you install it for all users: data and settings stay. Nothing was changed.
ru.ForOneUser=Программа {#Name} установлена только для вас. Удалите её, прежде чем устанавливать для всех пользователей: данные и настройки останутся. Ничего не изменено.
en.OtherFiles=The folder %1 holds other files that have names of ours. Choose an empty folder.
ru.OtherFiles=В папке %1 лежат чужие файлы с такими же именами, как у программы. Выберите пустую папку.
en.CloseToInstall={#Name} is running and will now be closed. It asks about what you have not saved.
ru.CloseToInstall=Программа {#Name} работает и сейчас будет закрыта. Она спросит о том, что вы не сохранили.
en.StillRunning={#Name} is still running. Nothing was changed.
ru.StillRunning=Программа {#Name} всё ещё работает. Ничего не изменено.
en.CloseToRemove={#Name} is running and cannot be removed now. Close it, then press Retry.
ru.CloseToRemove=Программа {#Name} работает, поэтому её нельзя удалить. Закройте её и нажмите «Повтор».
en.RemoveData=Your data and settings are still there:%1%n%nRemove them as well? They cannot be brought back. Databases in other folders and on servers stay in any case.
ru.RemoveData=Ваши данные и настройки остались:%1%n%nУдалить их тоже? Вернуть их будет нельзя. Базы в других папках и на серверах останутся в любом случае.

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; GroupDescription: "{cm:AdditionalIcons}"; Flags: unchecked
Name: "monitor"; Description: "{cm:MonitorTask}"; GroupDescription: "{cm:AtSignIn}"; Flags: unchecked

[InstallDelete]
; A module of an older version that stayed would be found and used.
Type: filesandordirs; Name: "{app}\app"
Type: filesandordirs; Name: "{app}\Lib"
Type: filesandordirs; Name: "{app}\python"
Type: filesandordirs; Name: "{app}\licences"
Type: files; Name: "{autodesktop}\{#Name}.lnk"; Tasks: not desktopicon
Type: files; Name: "{autostartup}\{#Monitor}.lnk"; Tasks: not monitor

[Dirs]
; The firm's database for all users of the computer; it outlives the program.
Name: "{commonappdata}\{#Code}"; Permissions: users-modify; Flags: uninsneveruninstall; Check: IsAdminInstallMode

[Files]
Source: "{#Program}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs sortfilesbyextension

[Icons]
Name: "{autoprograms}\{#Name}"; Filename: "{app}\{#Code}.exe"; IconFilename: "{app}\{#Code}.ico"; AppUserModelID: "{#Mutex}"
Name: "{autodesktop}\{#Name}"; Filename: "{app}\{#Code}.exe"; IconFilename: "{app}\{#Code}.ico"; AppUserModelID: "{#Mutex}"; Tasks: desktopicon
Name: "{autostartup}\{#Monitor}"; Filename: "{app}\{#Code}.exe"; Parameters: "--monitor"; IconFilename: "{app}\{#Code}.ico"; Tasks: monitor

[Registry]
Root: HKA; Subkey: "Software\Classes\.crmscheme"; ValueType: string; ValueData: "{#SchemeType}"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\.crmscheme"; ValueType: string; ValueName: "Content Type"; ValueData: "application/x-{#Code}-scheme"
Root: HKA; Subkey: "Software\Classes\{#SchemeType}"; ValueType: string; ValueData: "{cm:SchemeFile}"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\{#SchemeType}\DefaultIcon"; ValueType: string; ValueData: "{app}\scheme-file.ico"
Root: HKA; Subkey: "Software\Classes\{#SchemeType}\shell\open\command"; ValueType: string; ValueData: """{app}\{#Code}.exe"" ""%1"""

[Run]
Filename: "{app}\{#Code}.exe"; Description: "{cm:LaunchProgram,{#Name}}"; Flags: nowait postinstall skipifsilent

[UninstallDelete]
; What Python may have compiled by itself.
Type: filesandordirs; Name: "{app}\app"
Type: filesandordirs; Name: "{app}\Lib"
Type: filesandordirs; Name: "{app}\python"

[Code]
const
  UninstallKey = 'Software\Microsoft\Windows\CurrentVersion\Uninstall\{#Id}_is1';
  PatienceMs = 15000;

var
  Asked: String;

function EnumWindows(Callback, Parameter: Longint): Boolean;
  external 'EnumWindows@user32.dll stdcall';
function IsWindowVisible(Window: HWND): Boolean;
  external 'IsWindowVisible@user32.dll stdcall';
function GetWindow(Window: HWND; Relation: DWORD): HWND;
  external 'GetWindow@user32.dll stdcall';
function GetWindowThreadProcessId(Window: HWND; var Id: DWORD): DWORD;
  external 'GetWindowThreadProcessId@user32.dll stdcall';
function OpenProcess(Access: DWORD; IsPassedOn: BOOL; Id: DWORD): THandle;
  external 'OpenProcess@kernel32.dll stdcall';
function QueryFullProcessImageName(Process: THandle; Flags: DWORD; Name: String;
  var Size: DWORD): Boolean;
  external 'QueryFullProcessImageNameW@kernel32.dll stdcall';
function CloseHandle(Handle: THandle): Boolean;
  external 'CloseHandle@kernel32.dll stdcall';

function ProgramFolder(Unused: String): String;
begin
  { Inno's own constant asks for a known folder that wine does not know. }
  if IsAdminInstallMode then
    Result := ExpandConstant('{commonpf}\{#Name}')
  else
    Result := ExpandConstant('{localappdata}\Programs\{#Name}');
end;

function IsRunning: Boolean;
begin
  { Other users' programs are of this installation only where it is everybody's. }
  Result := CheckForMutexes('Local\{#Mutex}')
    or (IsAdminInstallMode and CheckForMutexes('Global\{#Mutex}'));
end;

function IsNewer(Installed: String): Boolean;
var
  Theirs, Ours: Int64;
begin
  Result := StrToVersion(Installed, Theirs) and StrToVersion('{#Version}', Ours)
    and (ComparePackedVersion(Theirs, Ours) > 0);
end;

function ReasonToRefuse: String;
var
  Installed: String;
begin
  if RegQueryStringValue(HKA, UninstallKey, 'DisplayVersion', Installed)
    and IsNewer(Installed) then
    Result := FmtMessage(CustomMessage('NewerInstalled'), [Installed, '{#Version}'])
  { Two installations would start two monitors, and one be older than the data. }
  else if not IsAdminInstallMode and RegKeyExists(HKLM, UninstallKey) then
    Result := CustomMessage('ForAllUsers')
  else if IsAdminInstallMode and RegKeyExists(HKCU, UninstallKey) then
    Result := CustomMessage('ForOneUser');
end;

function InitializeSetup: Boolean;
var
  Reason: String;
begin
  Reason := ReasonToRefuse;
  Result := Reason = '';
  if not Result then
    SuppressibleMsgBox(Reason, mbError, MB_OK, IDOK);
end;

function IsOurs(Folder: String): Boolean;
begin
  Result := FileExists(Folder + '\{#Code}.exe') or not (DirExists(Folder + '\app')
    or DirExists(Folder + '\Lib') or DirExists(Folder + '\python')
    or DirExists(Folder + '\licences'));
end;

function ProgramOf(Window: HWND): String;
var
  Id, Size: DWORD;
  Process: THandle;
begin
  GetWindowThreadProcessId(Window, Id);
  Process := OpenProcess({#QueryLimited}, False, Id);
  Size := 1024;
  SetLength(Result, Size);
  if (Process = 0) or not QueryFullProcessImageName(Process, 0, Result, Size) then
    Size := 0;
  SetLength(Result, Size);
  if Process <> 0 then
    CloseHandle(Process);
end;

function AskToClose(Window: HWND; Unused: Longint): Boolean;
var
  Folder, Mark: String;
begin
  Folder := ExpandConstant('{app}\python\');
  Mark := Format('[%d]', [Window]);
  { A window that belongs to another is a question that the user has not answered yet. }
  if IsWindowVisible(Window) and (GetWindow(Window, {#Owner}) = 0) and (Pos(Mark, Asked) = 0)
    and (AnsiLowercase(Copy(ProgramOf(Window), 1, Length(Folder))) = AnsiLowercase(Folder)) then
  begin
    Asked := Asked + Mark;
    PostMessage(Window, {#CloseMessage}, 0, 0);
  end;
  Result := True;
end;

{ Waits a while; each window is asked once, also one that comes meanwhile. }
function IsClosing(Asks: Boolean): Boolean;
var
  Waited: Integer;
  Ask: Longword;
begin
  Asked := '';
  Ask := CreateCallback(@AskToClose);
  Waited := 0;
  while IsRunning and (Waited < PatienceMs) do
  begin
    if Asks then
      EnumWindows(Ask, 0);
    Sleep(250);
    Waited := Waited + 250;
  end;
  Result := not IsRunning;
end;

function IsClosed: Boolean;
begin
  Result := not IsRunning;
  while not Result and (SuppressibleMsgBox(CustomMessage('CloseToInstall'), mbConfirmation,
    MB_OKCANCEL, IDOK) = IDOK) do
  begin
    Result := IsClosing(True);
    if WizardSilent then
      Break;
  end;
end;

function PrepareToInstall(var NeedsRestart: Boolean): String;
var
  Folder: String;
begin
  { The older folders are removed before the new files come: they must be ours, and nobody may be
    using them, for later nothing can be taken back. }
  Folder := ExpandConstant('{app}');
  if not IsOurs(Folder) then
    Result := FmtMessage(CustomMessage('OtherFiles'), [Folder])
  else if not IsClosed then
    Result := CustomMessage('StillRunning');
end;

function InitializeUninstall: Boolean;
begin
  Result := IsClosing(False);
  while not Result and not UninstallSilent
    and (MsgBox(CustomMessage('CloseToRemove'), mbError, MB_RETRYCANCEL) = IDRETRY) do
    Result := IsClosing(False);
end;

function Listed(Folder: String): String;
begin
  if DirExists(Folder) then
    Result := #13#10 + Folder;
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
var
  Data, Settings, Found: String;
begin
  if (Step <> usPostUninstall) or UninstallSilent then
    Exit;
  Data := ExpandConstant('{localappdata}\{#Code}');
  Settings := ExpandConstant('{userappdata}\{#Code}');
  Found := Listed(Data) + Listed(Settings);
  if (Found <> '') and (MsgBox(FmtMessage(CustomMessage('RemoveData'), [Found]), mbConfirmation,
    MB_YESNO or MB_DEFBUTTON2) = IDYES) then
  begin
    DelTree(Data, True, True, True);
    DelTree(Settings, True, True, True);
  end;
end;
