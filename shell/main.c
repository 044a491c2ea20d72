/*
 * The shell: a small browser that embeds Cordon.
 */

#include <glib/gi18n.h>
#include <gtk/gtk.h>

#include "shell/browser.h"
#include "shell/options.h"
#include "shell/report.h"
#include "shell/window.h"

typedef struct
{
  ShellOptions options;
  ShellBrowser *browser;
  ShellReport *report;
} Program;

static void
load_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (provider, "/cordon/shell/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static void
activate (GtkApplication *application, Program *program)
{
  static const char *const nothing[] = { "about:blank", NULL };
  load_style ();
  program->browser = shell_browser_new (application, &program->options, FALSE);
  gtk_window_present (shell_window_get_window (shell_browser_get_window (program->browser)));
  const char *const *uris = program->options.uris ? (const char *const *) program->options.uris : nothing;
  for (; *uris; uris++)
    shell_browser_open (program->browser, *uris);
  if (program->options.report_fd >= 0)
    program->report = shell_report_new (program->browser, program->options.report_fd);
}

static void
shut_down (GApplication *application, Program *program)
{
  g_clear_pointer (&program->report, shell_report_free);
  g_clear_pointer (&program->browser, shell_browser_free);
}

static int
run (Program *program)
{
  g_autoptr (GtkApplication) application = gtk_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  g_signal_connect (application, "activate", G_CALLBACK (activate), program);
  g_signal_connect (application, "shutdown", G_CALLBACK (shut_down), program);
  return g_application_run (G_APPLICATION (application), 0, NULL);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  Program program = { 0 };
  textdomain ("cordon-shell"); /* all words of the chrome are marked; there is no catalogue yet */
  if (!shell_options_parse (&program.options, &argc, &argv, &error))
    {
      g_printerr ("cordon-shell: %s\n", error->message);
      return 2;
    }
  if (!gtk_init_check ())
    {
      g_printerr (
        "cordon-shell: there is no display. Start it in a graphical session, or let ./dev run play the demo.\n");
      shell_options_clear (&program.options);
      return 2;
    }
  int status = run (&program);
  shell_options_clear (&program.options);
  return status;
}
