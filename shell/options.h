/*
 * What the command line says.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *profile_path;        /* NULL: memory only */
  char *managed_policy;      /* NULL: nobody administers this browser */
  gboolean quiet_prompts;    /* questions wait behind a chip */
  char *trusted_certificate; /* PEM of the demo site's server; NULL: none beside the system's */
  char **trusted_hosts;      /* hosts for which it is trusted */
  int report_fd;             /* a socket on which a driver asks for geometry and facts; -1: none */
  gboolean mock_devices;
  gboolean without_cordon; /* for benchmarks: the engine alone, no extension, mock devices for everybody */
  int
    slowness; /* for a driver that has to be quicker than a delay: Cordon's time goes so many times slower */
  int width;
  int height;
  char **uris;
} ShellOptions;

/* shell_options_parse: Returns: FALSE with @error in words for the user. */
gboolean shell_options_parse (ShellOptions *options, int *argc, char ***argv, GError **error);
void shell_options_clear (ShellOptions *options);

G_END_DECLS
