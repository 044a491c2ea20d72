/* cordon-profile: a profile's permissions, for people. */

#include <glib/gstdio.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "permissions/error.h"
#include "tools/cordon-profile/command.h"
#include "tools/cordon-profile/report.h"

static const Command commands[] = {
  { "list", "", "all stored decisions", 0, 0, FALSE, command_list },
  { "show", "ID|ORIGIN", "all of one decision, or of those of a site", 1, 1, FALSE, command_show },
  { "revoke", "[ID...]", "take back (or --origin ORIGIN: all of a site)", 0, G_MAXUINT, FALSE,
    command_revoke },
  { "undo", "[UNDO-ID]", "list what can be brought back, or bring it back", 0, 1, FALSE, command_undo },
  { "import", "PATH", "take over from a browser (--from)", 1, 1, TRUE, command_import },
  { "export", "[FILE]", "all decisions as JSON", 0, 1, FALSE, command_export },
  { "verify", "", "check every row and the journal's chain", 0, 0, FALSE, command_verify },
  { "journal", "", "what was decided, taken back, ended, cleared", 0, 0, FALSE, command_journal },
};

int
fail (const char *format, ...)
{
  va_list arguments;

  fprintf (stderr, "cordon-profile: ");
  va_start (arguments, format);
  vfprintf (stderr, format, arguments);
  va_end (arguments);
  fprintf (stderr, "\n");
  return EXIT_BAD;
}

gint64
now_us (void)
{
  return cordon_clock_now (NULL).wall_us;
}

static char *
summary (void)
{
  GString *text = g_string_new ("Commands:\n");

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *form = g_strdup_printf ("%s PROFILE %s", commands[i].name, commands[i].operands);

      g_string_append_printf (text, "  %-28s %s\n", form, commands[i].what);
    }
  g_string_append (text, "\nPROFILE is the profile's folder. Exit status: 0 good, 1 something is wrong,\n"
                         "2 wrong usage, 3 a browser has the profile open.");
  return g_string_free (text, FALSE);
}

static const Command *
find_command (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (commands[i].name, name) == 0)
      return &commands[i];
  return NULL;
}

static void
tell_problem (CordonStoreProblem problem, const char *detail, gpointer data)
{
  g_autofree char *text = printable (detail);

  fprintf (stderr, "cordon-profile: %s\n", text);
}

static int
run (const Command *command, const CommandLine *line)
{
  g_autofree char *file = g_build_filename (line->profile, "cordon.sqlite", NULL);
  g_autoptr (CordonStore) store = NULL;
  g_autoptr (GError) error = NULL;

  /* Opening makes what is missing: not for somebody who mistyped a name. */
  if (!command->creates && !g_file_test (file, G_FILE_TEST_EXISTS))
    return fail ("%s is not a profile: it has no cordon.sqlite. Name the folder that has one.",
                 line->profile);

  store = cordon_store_open (line->profile, NULL, &error);
  if (!store)
    {
      fail ("%s", error->message);
      return g_error_matches (error, CORDON_ERROR, CORDON_ERROR_STORE_BUSY) ? EXIT_BUSY : EXIT_BAD;
    }
  cordon_store_foreach_problem (store, tell_problem, NULL);
  return command->run (store, line);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("COMMAND PROFILE ...");
  g_autofree char *text = summary ();
  g_autoptr (GError) error = NULL;
  CommandLine line = { 0 };
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &line.json, "JSON instead of a table", NULL },
    { "origin", 0, 0, G_OPTION_ARG_STRING, &line.origin, "only of this site", "ORIGIN" },
    { "feature", 0, 0, G_OPTION_ARG_STRING, &line.feature, "only of this feature", "NAME" },
    { "from", 0, 0, G_OPTION_ARG_STRING, &line.from, "the browser to import from", "firefox|chromium" },
    { "last", 0, 0, G_OPTION_ARG_INT, &line.last, "only the last entries of the journal", "N" },
    G_OPTION_ENTRY_NULL,
  };
  const Command *command;
  int status = EXIT_USAGE;

  setlocale (LC_ALL, "");
  g_option_context_set_summary (
    context, "Shows, checks and changes what a profile's user decided about cameras and microphones.");
  g_option_context_set_description (context, text);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    fail ("%s", error->message);
  else if (argc < 3)
    fail ("name a command and a profile; --help tells more");
  else if (!(command = find_command (argv[1])))
    fail ("there is no command \"%s\"; --help lists them", argv[1]);
  else if ((guint) argc - 3 < command->n_least)
    fail ("%s wants %s", command->name, command->operands);
  else if ((guint) argc - 3 > command->n_most)
    fail ("%s does not know what to do with \"%s\"; --help tells more", command->name,
          argv[3 + command->n_most]);
  else if (line.feature && cordon_feature_from_string (line.feature) == CORDON_FEATURE_NONE)
    fail ("there is no feature \"%s\"; there are camera, microphone, display-capture and speaker-selection",
          line.feature);
  else if (line.last < 0)
    fail ("--last wants a number of entries");
  else
    {
      line.profile = argv[2];
      line.operands = (const char *const *) argv + 3;
      line.n_operands = (guint) argc - 3;
      status = run (command, &line);
    }
  g_free (line.origin);
  g_free (line.feature);
  g_free (line.from);
  return status;
}
