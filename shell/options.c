/*
 * Command line of the shell.
 */

#include "shell/options.h"

gboolean
shell_options_parse (ShellOptions *options, int *argc, char ***argv, GError **error)
{
  *options = (ShellOptions){ .report_fd = -1, .slowness = 1, .width = 1180, .height = 800 };
  const GOptionEntry entries[] = {
    { "profile", 'p', 0, G_OPTION_ARG_FILENAME, &options->profile_path, "Folder of the profile", "FOLDER" },
    { "managed-policy", 0, 0, G_OPTION_ARG_FILENAME, &options->managed_policy,
      "The administrator's rules, as docs/permissions.md describes them", "FILE" },
    { "quiet-prompts", 0, 0, G_OPTION_ARG_NONE, &options->quiet_prompts,
      "Questions wait behind a chip in the bar instead of opening", NULL },
    { "trust-certificate", 0, 0, G_OPTION_ARG_FILENAME, &options->trusted_certificate,
      "Accept this certificate for the hosts of --trust-host", "PEM" },
    { "trust-host", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->trusted_hosts, "May be given more than once",
      "HOST" },
    { "mock-devices", 0, 0, G_OPTION_ARG_NONE, &options->mock_devices, "The engine's test picture and tone",
      NULL },
    { "report-fd", 0, 0, G_OPTION_ARG_INT, &options->report_fd, "Answer a driver's questions on this socket",
      "FD" },
    { "without-cordon", 0, 0, G_OPTION_ARG_NONE, &options->without_cordon, "The engine alone, for benchmarks",
      NULL },
    { "slowness", 0, 0, G_OPTION_ARG_INT, &options->slowness,
      "Delays and lifetimes last so many times longer", "FACTOR" },
    { "width", 0, 0, G_OPTION_ARG_INT, &options->width, "Of the window", "PIXELS" },
    { "height", 0, 0, G_OPTION_ARG_INT, &options->height, "Of the window", "PIXELS" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->uris, NULL, "[ADDRESS…]" },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };

  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_option_context_set_summary (
    context, "A small browser whose camera, microphone and screen are governed by Cordon.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  options->slowness = CLAMP (options->slowness, 1, 1000);
  return TRUE;
}

void
shell_options_clear (ShellOptions *options)
{
  g_clear_pointer (&options->profile_path, g_free);
  g_clear_pointer (&options->managed_policy, g_free);
  g_clear_pointer (&options->trusted_certificate, g_free);
  g_clear_pointer (&options->trusted_hosts, g_strfreev);
  g_clear_pointer (&options->uris, g_strfreev);
}
