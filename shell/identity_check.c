#include "shell/identity_check.h"

#include "permissions/idna.h"
#include "shell/identity_proxy.h"

typedef struct
{
  CordonSession *session;
  CordonIdentityValidator *validator;
  ShellIdentityProxy *proxy;
  ShellIdentityChecked done;
  gpointer data;
  guint timer;
} Check;

static gboolean
check_free (gpointer data)
{
  Check *check = data;
  g_clear_handle_id (&check->timer, g_source_remove);
  g_clear_pointer (&check->validator, cordon_identity_validator_free);
  g_clear_pointer (&check->proxy, shell_identity_proxy_free);
  g_clear_pointer (&check->session, cordon_session_unref);
  g_free (check);
  return G_SOURCE_REMOVE;
}

static void
add (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_failure (JsonBuilder *builder, const CordonIdpFailure *failure)
{
  add (builder, "detail", cordon_idp_error_to_string (failure->error));
  add (builder, "info", failure->error_info);
  json_builder_set_member_name (builder, "status");
  json_builder_add_int_value (builder, failure->http_status);
}

static void
answer (Check *check, const char *verdict, const CordonIdentityResult *result)
{
  const CordonCallee *identity = check->session ? cordon_session_get_identity (check->session) : NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_object (builder);
  add (builder, "verdict", verdict);
  add (builder, "identity", identity ? cordon_callee_get_display (identity) : NULL);
  add (builder, "exception", result ? result->exception : NULL);
  add (builder, "idp", result ? result->idp : NULL);
  json_builder_set_member_name (builder, "rejected");
  json_builder_add_boolean_value (builder, result && result->reject_description);
  if (result && result->failure)
    add_failure (builder, result->failure);
  json_builder_end_object (builder);
  check->done (builder, check->data);
}

static void
judged (const CordonIdentityResult *result, gpointer data)
{
  static const char *const verdicts[] = {
    [CORDON_IDENTITY_VERDICT_NONE] = "none",
    [CORDON_IDENTITY_VERDICT_FAILED] = "failed",
    [CORDON_IDENTITY_VERDICT_VALID] = "valid",
  };
  answer (data, verdicts[result->verdict], result);
  g_idle_add (check_free, data); /* the validator is still at work */
}

static gboolean
tick (gpointer data)
{
  Check *check = data;
  cordon_identity_validator_tick (check->validator, g_get_monotonic_time ());
  return G_SOURCE_CONTINUE;
}

static gboolean
set_target (Check *check, const char *target)
{
  g_autoptr (CordonCallee) callee = target ? cordon_idna_parse_identity (target, -1, NULL) : NULL;
  return !target || (callee && cordon_session_set_target (check->session, callee, NULL));
}

void
shell_identity_check (ShellBrowser *browser, const char *sdp, const char *origin, const char *target,
                      ShellIdentityChecked done, gpointer data)
{
  const CordonSessionPolicy policy = { 0 };
  g_autoptr (CordonSdp) description = cordon_sdp_read (sdp, -1, NULL);
  Check *check = g_new0 (Check, 1);
  check->done = done;
  check->data = data;
  check->session = cordon_session_new (&policy);
  if (!description || !set_target (check, target))
    {
      answer (check, "malformed", NULL);
      check_free (check);
      return;
    }
  check->proxy = shell_identity_proxy_new (browser);
  check->validator = cordon_identity_validator_new (check->session, origin, NULL,
                                                    shell_identity_proxy_get_interface (), check->proxy);
  shell_identity_proxy_set_validator (check->proxy, check->validator);
  check->timer = g_timeout_add (250, tick, check);
  cordon_identity_validator_describe (check->validator, description, g_get_monotonic_time (), judged, check);
}
