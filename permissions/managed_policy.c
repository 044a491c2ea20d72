#include "permissions/managed_policy.h"

#include <gio/gio.h>

struct _CordonManagedPolicy
{
  char *path;
  CordonManagedRules *rules;
  GError *error;
  GFileMonitor *monitor;
  CordonManagedPolicyChanged changed;
  gpointer data;
  gboolean was_read; /* the file parsed, or was missing, at least once */
};

/* Returns: (transfer full) (nullable): %NULL with @error; no file is no rules */
static CordonManagedRules *
read_rules (const char *path, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autofree char *text = NULL;
  gsize size;

  if (!path)
    return cordon_managed_rules_new_empty ();
  if (g_file_get_contents (path, &text, &size, &failure))
    return cordon_managed_rules_parse (text, (gssize) size, path, error);
  if (g_error_matches (failure, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return cordon_managed_rules_new_empty ();

  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

gboolean
cordon_managed_policy_reload (CordonManagedPolicy *policy)
{
  CordonManagedRules *rules;

  g_return_val_if_fail (policy != NULL, FALSE);

  g_clear_error (&policy->error);
  rules = read_rules (policy->path, &policy->error);
  if (rules || !policy->was_read)
    {
      cordon_managed_rules_unref (policy->rules);
      policy->rules = rules ? rules : cordon_managed_rules_new_block_all ();
    }
  policy->was_read = policy->was_read || rules != NULL;

  return rules != NULL;
}

static void
file_changed (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer data)
{
  CordonManagedPolicy *policy = data;

  /* A file that is being written is read when it is whole; the last event of a change says so. */
  if (event == G_FILE_MONITOR_EVENT_CHANGED || event == G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED)
    return;

  cordon_managed_policy_reload (policy);
  if (policy->changed)
    policy->changed (policy, policy->data);
}

static void
watch (CordonManagedPolicy *policy)
{
  g_autoptr (GFile) file = g_file_new_for_path (policy->path);

  policy->monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (policy->monitor)
    g_signal_connect (policy->monitor, "changed", G_CALLBACK (file_changed), policy);
}

CordonManagedPolicy *
cordon_managed_policy_new (const char *path, CordonManagedPolicyChanged changed, gpointer data)
{
  CordonManagedPolicy *policy = g_new0 (CordonManagedPolicy, 1);

  policy->path = g_strdup (path);
  policy->changed = changed;
  policy->data = data;
  if (path)
    watch (policy);
  cordon_managed_policy_reload (policy);

  return policy;
}

void
cordon_managed_policy_free (CordonManagedPolicy *policy)
{
  if (!policy)
    return;

  if (policy->monitor)
    {
      g_signal_handlers_disconnect_by_data (policy->monitor, policy);
      g_file_monitor_cancel (policy->monitor);
      g_object_unref (policy->monitor);
    }
  cordon_managed_rules_unref (policy->rules);
  g_clear_error (&policy->error);
  g_free (policy->path);
  g_free (policy);
}

const CordonManagedRules *
cordon_managed_policy_get_rules (const CordonManagedPolicy *policy)
{
  return policy ? policy->rules : NULL;
}

const GError *
cordon_managed_policy_get_error (const CordonManagedPolicy *policy)
{
  return policy ? policy->error : NULL;
}
