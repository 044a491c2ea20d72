#include "permissions/grant.h"

#include <string.h>

#include "permissions/error.h"
#include "permissions/trust.h"

#define DEVICE_MAX_SIZE 1024

static const char *const answers[] = {
  [CORDON_GRANT_BLOCK] = "block",
  [CORDON_GRANT_ALLOW] = "allow",
};

static const char *const scopes[] = {
  [CORDON_SCOPE_NONE] = "none",     [CORDON_SCOPE_SURFACE] = "surface",
  [CORDON_SCOPE_CALL] = "call",     [CORDON_SCOPE_CALLEE] = "callee",
  [CORDON_SCOPE_ORIGIN] = "origin", [CORDON_SCOPE_ADDRESS_BOOK] = "address-book",
};

static const char *const sources[] = {
  [CORDON_GRANT_SOURCE_NONE] = "none",         [CORDON_GRANT_SOURCE_USER] = "user",
  [CORDON_GRANT_SOURCE_SETTINGS] = "settings", [CORDON_GRANT_SOURCE_IMPORT] = "import",
  [CORDON_GRANT_SOURCE_MANAGED] = "managed",   [CORDON_GRANT_SOURCE_AUTOMATION] = "automation",
};

#define SCOPE_BIT(name) (1u << CORDON_SCOPE_##name)
#define LONG_SCOPES (SCOPE_BIT (CALLEE) | SCOPE_BIT (ADDRESS_BOOK) | SCOPE_BIT (ORIGIN))

/*
 * Which scopes have a lifetime, whether it outlives the process, and whether a site on local http may have it
 * (Q-18).
 */
static const struct
{
  const char *name;
  guint scopes;
  gboolean persists;
  gboolean local_http;
} lifetimes[] = {
  [CORDON_LIFETIME_NONE] = { "none", 0, FALSE, FALSE },
  [CORDON_LIFETIME_CALL] = { "call", SCOPE_BIT (SURFACE) | SCOPE_BIT (CALL), FALSE, TRUE },
  [CORDON_LIFETIME_VISIT] = { "visit", SCOPE_BIT (SURFACE) | LONG_SCOPES, FALSE, TRUE },
  [CORDON_LIFETIME_SESSION] = { "session", LONG_SCOPES, FALSE, FALSE },
  [CORDON_LIFETIME_UNTIL_TIME] = { "until-time", LONG_SCOPES, TRUE, FALSE },
  [CORDON_LIFETIME_UNTIL_UNUSED] = { "until-unused", LONG_SCOPES, TRUE, FALSE },
  [CORDON_LIFETIME_UNTIL_REVOKED] = { "until-revoked", LONG_SCOPES, TRUE, FALSE },
};

G_STATIC_ASSERT (G_N_ELEMENTS (scopes) == CORDON_SCOPE_ADDRESS_BOOK + 1);
G_STATIC_ASSERT (G_N_ELEMENTS (sources) == CORDON_GRANT_SOURCE_AUTOMATION + 1);
G_STATIC_ASSERT (G_N_ELEMENTS (lifetimes) == CORDON_LIFETIME_UNTIL_REVOKED + 1);

void
cordon_grant_copy_into (const CordonGrant *grant, CordonGrant *target)
{
  CordonGrant copy;

  g_return_if_fail (grant != NULL);
  g_return_if_fail (target != NULL);

  copy = *grant;
  copy.origin = grant->origin ? cordon_origin_ref (grant->origin) : NULL;
  copy.callee = grant->callee ? cordon_callee_ref (grant->callee) : NULL;
  copy.device = g_strdup (grant->device);
  cordon_grant_clear (target);
  *target = copy;
}

CordonGrant *
cordon_grant_copy (const CordonGrant *grant)
{
  CordonGrant *copy;

  g_return_val_if_fail (grant != NULL, NULL);

  copy = g_new0 (CordonGrant, 1);
  cordon_grant_copy_into (grant, copy);

  return copy;
}

void
cordon_grant_clear (CordonGrant *grant)
{
  if (!grant)
    return;

  cordon_origin_unref (grant->origin);
  cordon_callee_unref (grant->callee);
  g_free (grant->device);
  *grant = (CordonGrant){ 0 };
}

void
cordon_grant_free (CordonGrant *grant)
{
  cordon_grant_clear (grant);
  g_free (grant);
}

/* Returns: (nullable): the rule that the key breaks */
static const char *
check_key (const CordonGrant *grant)
{
  /* What the developer switch allows at most; whether it is on is asked before the user is. */
  static const CordonTrustOptions widest = { .resolves_localhost = TRUE, .allow_local_http = TRUE };

  if (cordon_origin_is_opaque (grant->origin))
    return "an opaque origin owns no grant (A-08)";
  if (!cordon_origin_may_be_key (grant->origin, &widest))
    return "the origin can be forged on the network (A-04)";
  if (strcmp (cordon_origin_get_scheme (grant->origin), "http") == 0
      && !lifetimes[grant->lifetime].local_http)
    return "local http gets one-time grants only (Q-18)";

  return NULL;
}

static const char *
check_feature (const CordonGrant *grant)
{
  gboolean allow = grant->answer == CORDON_GRANT_ALLOW;
  gboolean captures_surface = grant->feature == CORDON_FEATURE_DISPLAY_CAPTURE
                              || grant->feature == CORDON_FEATURE_VIEWPORT_CAPTURE;

  if (cordon_feature_get_info (grant->feature) == cordon_feature_get_info (CORDON_FEATURE_NONE))
    return "there is no such feature";
  if (captures_surface && allow && grant->scope != CORDON_SCOPE_SURFACE)
    return "captures of a surface are never granted in advance (B-39)";
  if (!captures_surface && grant->scope == CORDON_SCOPE_SURFACE
      && grant->feature != CORDON_FEATURE_CAPTURED_SURFACE_CONTROL)
    return "the feature has no surface";
  if (allow && lifetimes[grant->lifetime].persists && !cordon_feature_get_info (grant->feature)->persists)
    return "the feature is not granted for longer than a browser session (B-39)";
  if (grant->pan_tilt_zoom && grant->feature != CORDON_FEATURE_CAMERA)
    return "only a camera pans, tilts and zooms (B-12)";

  return NULL;
}

static const char *
check_callee (const CordonGrant *grant)
{
  if (grant->scope == CORDON_SCOPE_CALLEE && !grant->callee)
    return "the scope needs a callee";
  if (!grant->callee && grant->scope != CORDON_SCOPE_ADDRESS_BOOK)
    return NULL;

  if (!cordon_feature_get_info (grant->feature)->takes_callee)
    return "the feature is not granted towards a callee (B-05)";
  if (grant->scope == CORDON_SCOPE_ADDRESS_BOOK && grant->answer == CORDON_GRANT_BLOCK)
    return "an address book is no block-list (Q-17)";
  if (grant->scope == CORDON_SCOPE_ADDRESS_BOOK)
    return grant->callee ? "the scope has no callee" : NULL;
  if (grant->scope != CORDON_SCOPE_CALLEE && grant->scope != CORDON_SCOPE_CALL)
    return "the scope has no callee";
  if (grant->scope == CORDON_SCOPE_CALL && grant->answer == CORDON_GRANT_BLOCK)
    return "a callee is blocked on the block-list only (Q-17)";

  return NULL;
}

static const char *
check_scope (const CordonGrant *grant)
{
  if (grant->scope <= CORDON_SCOPE_NONE || grant->scope > CORDON_SCOPE_ADDRESS_BOOK)
    return "there is no such scope";
  if ((grant->scope == CORDON_SCOPE_CALL) != (grant->call_id != 0))
    return "the scope and the call do not agree";
  if ((grant->scope == CORDON_SCOPE_SURFACE) != (grant->surface_id != 0))
    return "the scope and the surface do not agree";
  if (!(lifetimes[grant->lifetime].scopes & 1u << grant->scope))
    return "the scope does not have this lifetime";

  return NULL;
}

static const char *
check_times (const CordonGrant *grant)
{
  if (grant->created_wall_us < 0 || grant->last_used_wall_us < 0 || grant->expires_wall_us < 0)
    return "a time is negative";
  if (grant->lifetime == CORDON_LIFETIME_UNTIL_TIME && grant->expires_wall_us == 0)
    return "the lifetime needs a time";
  if (grant->expires_wall_us != 0 && grant->expires_wall_us <= grant->created_wall_us)
    return "it would have ended before it began";
  if (grant->lifetime == CORDON_LIFETIME_UNTIL_UNUSED && grant->answer != CORDON_GRANT_ALLOW)
    return "only a yes is used";

  return NULL;
}

static const char *
check_device (const CordonGrant *grant)
{
  if (!grant->device)
    return NULL;
  if (grant->device[0] == '\0' || strlen (grant->device) > DEVICE_MAX_SIZE
      || !g_utf8_validate (grant->device, -1, NULL))
    return "the device id is no text of a sensible size";
  if (grant->feature != CORDON_FEATURE_CAMERA && grant->feature != CORDON_FEATURE_MICROPHONE
      && grant->feature != CORDON_FEATURE_SPEAKER_SELECTION)
    return "the feature has no device";

  return NULL;
}

static const char *
check_enums (const CordonGrant *grant)
{
  if ((guint) grant->answer >= G_N_ELEMENTS (answers))
    return "there is no such answer";
  if (grant->lifetime <= CORDON_LIFETIME_NONE || (guint) grant->lifetime >= G_N_ELEMENTS (lifetimes))
    return "there is no such lifetime";
  if (grant->source <= CORDON_GRANT_SOURCE_NONE || (guint) grant->source >= G_N_ELEMENTS (sources))
    return "there is no such source";

  return NULL;
}

gboolean
cordon_grant_validate (const CordonGrant *grant, GError **error)
{
  /* check_enums() stands first: the others index tables with what it let through. */
  static const char *(*const checks[]) (const CordonGrant *) = {
    check_enums, check_key, check_feature, check_scope, check_callee, check_device, check_times,
  };

  g_return_val_if_fail (grant != NULL, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (checks); i++)
    {
      const char *rule = checks[i](grant);

      if (rule)
        {
          g_set_error (error, CORDON_ERROR, CORDON_ERROR_GRANT, "The grant cannot exist: %s", rule);
          return FALSE;
        }
    }

  return TRUE;
}

gboolean
cordon_grant_may_persist (const CordonGrant *grant)
{
  g_return_val_if_fail (grant != NULL, FALSE);

  return cordon_grant_validate (grant, NULL) && lifetimes[grant->lifetime].persists
         && grant->source != CORDON_GRANT_SOURCE_MANAGED;
}

const char *
cordon_grant_answer_to_string (CordonGrantAnswer answer)
{
  guint index = (guint) answer;

  return answers[index < G_N_ELEMENTS (answers) ? index : CORDON_GRANT_BLOCK];
}

const char *
cordon_scope_to_string (CordonScope scope)
{
  guint index = (guint) scope;

  return scopes[index < G_N_ELEMENTS (scopes) ? index : CORDON_SCOPE_NONE];
}

CordonScope
cordon_scope_from_string (const char *name)
{
  g_return_val_if_fail (name != NULL, CORDON_SCOPE_NONE);

  for (guint i = 0; i < G_N_ELEMENTS (scopes); i++)
    if (strcmp (scopes[i], name) == 0)
      return (CordonScope) i;

  return CORDON_SCOPE_NONE;
}

const char *
cordon_lifetime_to_string (CordonLifetime lifetime)
{
  guint index = (guint) lifetime;

  return lifetimes[index < G_N_ELEMENTS (lifetimes) ? index : CORDON_LIFETIME_NONE].name;
}

CordonLifetime
cordon_lifetime_from_string (const char *name)
{
  g_return_val_if_fail (name != NULL, CORDON_LIFETIME_NONE);

  for (guint i = 0; i < G_N_ELEMENTS (lifetimes); i++)
    if (strcmp (lifetimes[i].name, name) == 0)
      return (CordonLifetime) i;

  return CORDON_LIFETIME_NONE;
}

const char *
cordon_grant_source_to_string (CordonGrantSource source)
{
  guint index = (guint) source;

  return sources[index < G_N_ELEMENTS (sources) ? index : CORDON_GRANT_SOURCE_NONE];
}
