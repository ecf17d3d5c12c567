"""The one settings file. What differs between installations comes from the environment (`config.env`)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from config import env, mail, rate_limits

PLATFORM_DIR = Path(__file__).resolve().parent.parent
ROOT_DIR = PLATFORM_DIR.parent

DEBUG = False
SECRET_KEY = env.text("LAKSA_SECRET_KEY")
DATA_KEYS = env.listed("LAKSA_DATA_KEYS", env.text("LAKSA_DATA_KEYS"))
DATA_DIR = Path(env.text("LAKSA_DATA_DIR"))
BASE_DOMAIN = env.text("LAKSA_BASE_DOMAIN", "localhost")
PUBLIC_PORT = env.text("LAKSA_PUBLIC_PORT", "")
PUBLIC_SCHEME = env.choice("LAKSA_PUBLIC_SCHEME", "https", {"http", "https"})
# The demo prints one-time codes and shows mail on screen. Never set on a real installation.
DEMO = env.flag("LAKSA_DEMO", False)

# -- Database and tenancy ------------------------------------------------------------------------------------------

# Who this process logs in as: web and worker ("app") as the seat they take, the commands that build or check the
# installation as the owner.
DATABASE_LOGIN = env.choice("LAKSA_DATABASE_LOGIN", "app", {"app", "owner"})
# Where web and worker log in: host, port and database.
APP_DATABASE = env.place("LAKSA_APP_DATABASE_URL")
DATABASES = {
    "default": {
        "ENGINE": "tenants.backend",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        **(APP_DATABASE if DATABASE_LOGIN == "app" else env.database("DATABASE_URL")),
    }
}
# Seconds until an attempt to connect is given up.
DATABASES["default"]["OPTIONS"].setdefault("connect_timeout", 3)
# The passwords of the seats' logins are derived from this (`tenants.logins`).
DATABASE_KEY = env.key("LAKSA_DATABASE_KEY")
# The time limits of these logins (`tenants.roles`) are multiplied by this.
PATIENCE = env.integer("LAKSA_PATIENCE", 1, minimum=1)
# How many database connections a process of the web or the worker keeps at most, those of all seats together.
CONNECTIONS = env.integer("LAKSA_CONNECTIONS", 24, minimum=2)
# For how many seconds work waits for one of them before it is refused.
CONNECTION_WAIT = env.integer("LAKSA_CONNECTION_WAIT", 5)
# Roles belong to the whole PostgreSQL cluster, so each installation in a cluster has its own prefix.
ROLE_PREFIX = env.text("LAKSA_ROLE_PREFIX", DATABASES["default"]["NAME"])
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
TENANT_MODEL = "tenants.Tenant"
TENANT_DOMAIN_MODEL = "tenants.Domain"
TENANT_LIMIT_SET_CALLS = True
PUBLIC_SCHEMA_URLCONF = "config.urls_province"
ROOT_URLCONF = "config.urls_tenant"
PROVINCE_CODE = env.text("LAKSA_PROVINCE", "36")
# What a new city's pages say to call when life is in danger; each city may set its own.
EMERGENCY_PHONE = env.text("LAKSA_EMERGENCY_PHONE", "112")
# Data every installation starts with, run as the owner after each migration (safe to repeat).
SHARED_SEEDS = [
    "core.common.data_keys.remember",
    "tenants.provisioning.ensure_province",
    "core.casework.common.vouched_tables.before_release",
    "tenants.law.seeding.seed",
    "tenants.supervision.seeding.seed",
    "core.reports.ledger_steps.seed",
    "config.tasks.seed",
    "core.casework.common.vouched_tables.after_release",
]
# What a new city is given, run as the owner inside its transaction: f(tenant, options) -> notes for the operator.
TENANT_FURNISHERS = [
    "tenants.areas.seeding.furnish",
    "core.catalogue.seeding.furnish",
    "core.accounts.invitations.furnish",
]
# How long a web process may answer from memory which tenant a host belongs to, in seconds.
HOST_MEMORY = env.integer("LAKSA_HOST_MEMORY", 5)

_BOTH_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "guardian",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "core.common",
    "core.audit",
    "core.accounts",
]
SHARED_APPS = [
    "django_tenants",
    "tenants",
    "tenants.areas",
    "tenants.law",
    "tenants.ledger",
    "tenants.supervision",
    "oversight",
    "django_tasks",
    "django_tasks_db",
    *_BOTH_APPS,
]
TENANT_APPS = [
    *_BOTH_APPS,
    "core.catalogue",
    "core.reports",
    "core.routing",
    "core.deadlines",
    "core.notifications",
    "core.casework",
    "api",
]
INSTALLED_APPS = [
    *SHARED_APPS,
    *(app for app in TENANT_APPS if app not in SHARED_APPS),
    "web",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- HTTP ----------------------------------------------------------------------------------------------------------

ALLOWED_HOSTS = ["*"]  # the Domain table decides; an unknown host gets 404
MIDDLEWARE = [
    "web.site.middleware.SecurityHeadersMiddleware",
    "web.site.middleware.CapacityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "web.site.middleware.HealthMiddleware",
    "tenants.hosts.TenantMiddleware",
    "web.site.middleware.TextCompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "web.site.middleware.SessionTenantMiddleware",
    "web.site.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "web.site.middleware.RefusalMiddleware",
]
WSGI_APPLICATION = "config.wsgi.application"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("LAKSA_BEHIND_PROXY", False) else None
TRUSTED_PROXIES = env.listed("LAKSA_TRUSTED_PROXIES")
LIMITS = rate_limits.limits_from_environment()
CORS_ORIGINS = rate_limits.origins_from_environment()
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_SCHEME == "https"
SESSION_ENGINE = "core.accounts.backends"
SESSION_COOKIE_NAME = "laksa_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
CSRF_COOKIE_NAME = "laksa_csrf"
CSRF_FAILURE_VIEW = "web.site.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# A request's body without files; photos are streamed and have a limit of their own (core.reports.image_intake).
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
PHOTO_MAX_BYTES = env.integer("LAKSA_PHOTO_MAX_BYTES", 15 * 1024 * 1024, minimum=1)
PHOTO_MAX_PIXELS = env.integer("LAKSA_PHOTO_MAX_PIXELS", 60_000_000, minimum=1)
# With less room than this on the disk of DATA_DIR the installation is not ready: an hour of photos.
MIN_FREE_BYTES = env.integer("LAKSA_MIN_FREE_BYTES", 1024 * 1024 * 1024)
# Who may read `/metrics`: Authorization: Bearer <this>. Without it the address does not exist.
METRICS_TOKEN = env.text("LAKSA_METRICS_TOKEN", "")
# Of formats that can only be decoded at their full size, 4 bytes a pixel in memory: PNG, WebP, HEIC, progressive JPEG.
PHOTO_MAX_PIXELS_WHOLE = env.integer("LAKSA_PHOTO_MAX_PIXELS_WHOLE", 25_000_000, minimum=1)

# Ours are Jinja2; Django's language is left to the libraries whose own pages we do not write anew.
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [ROOT_DIR / "templates"],
        "OPTIONS": {
            "environment": "web.html.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "web.site.context.site",
                "web.site.context.token",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

FORM_RENDERER = "django.forms.renderers.Jinja2"

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("LAKSA_STATIC_ROOT", str(DATA_DIR / "static")))
STATICFILES_DIRS = [PLATFORM_DIR / "web" / "static" / "build"]
LETTER_FONTS = PLATFORM_DIR / "web" / "static" / "letter-fonts"
STORAGES = {
    "default": {"BACKEND": "core.common.storage.TenantFileStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
TILE_URL = env.text("LAKSA_TILE_URL", "")
TILE_ATTRIBUTION = env.text("LAKSA_TILE_ATTRIBUTION", "")

# For how long the person who answered or closed a report may take that back.
UNDO_MINUTES = env.integer("LAKSA_UNDO_MINUTES", 10)

# -- People --------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "core.accounts.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "core.accounts.passwords.MoreThanTheName"},
]
ANONYMOUS_USER_NAME = None  # guardian: no anonymous user row
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/petugas/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "web.accounts.adapters.AccountAdapter"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Citizens sign in by a code from their mail. Reading mail takes time; three wrong codes end it.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_TIMEOUT = int(timedelta(minutes=15).total_seconds())
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
# allauth would count in the process's cache, which is no count at all. `web.accounts.sign_in_limits` counts instead.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_FORMS = {"change_password": "web.accounts.forms.OldAndNewPasswordForm"}
MFA_FORMS = {
    "authenticate": "web.accounts.forms.SignInCodeForm",
    "reauthenticate": "web.accounts.forms.ConfirmCodeForm",
    "activate_totp": "web.accounts.forms.NewDeviceForm",
}
# Shown once, when they are made; someone who needs them again makes new ones.
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ADAPTER = "web.accounts.adapters.MFAAdapter"
# Of staff. A passkey is a citizen's way in (`web.citizen.passkeys`), and no second factor of anybody's.
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Laksa"
# One step (30 s) either way: phones' clocks are not exact and people type slowly (RFC 6238, 5.2).
MFA_TOTP_TOLERANCE = 1

# -- Mail ----------------------------------------------------------------------------------------------------------

MAIL_REPLIES: bool
globals().update(mail.settings_from_environment(is_demo=DEMO, base_domain=BASE_DOMAIN))
# Who is sent the daily seals of all cities (`oversight.seal_creation`).
SEAL_MAIL = env.listed("LAKSA_SEAL_MAIL")

# -- Language and time ---------------------------------------------------------------------------------------------

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [PLATFORM_DIR / "web" / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"

# -- API -----------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["api.permissions.NobodyUnlessSaid"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "api.problems.handle",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "COERCE_DECIMAL_TO_STRING": False,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Laksa API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
}

# -- Cache, jobs, logs ---------------------------------------------------------------------------------------------

CACHES = {"default": {"BACKEND": "tenants.cache.NoCache"}}
TASKS = {"default": {"BACKEND": "tenants.jobs.Backend"}}
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
LOGGING_CONFIG = None  # every process calls config.logs.configure itself
LOG_LEVEL = env.choice("LAKSA_LOG_LEVEL", "INFO", {"DEBUG", "INFO", "WARNING", "ERROR"})

SILENCED_SYSTEM_CHECKS = [
    "guardian.W001",  # the anonymous user is switched off on purpose
]
