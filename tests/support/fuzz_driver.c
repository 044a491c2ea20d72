/* Stands in for libFuzzer where the compiler has none: runs each named file, or each file of a named folder, once. */

#include <glib.h>
#include <stdint.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static int
run_file (const char *path)
{
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  gsize size = 0;

  if (!g_file_get_contents (path, &data, &size, &error))
    {
      fprintf (stderr, "%s\n", error->message);
      return 0;
    }
  /* The input's name comes first, so that a crash has been told of already. */
  printf ("input %s\n", path);
  fflush (stdout);
  LLVMFuzzerTestOneInput ((const uint8_t *) data, size);
  return 1;
}

static int
run_path (const char *path)
{
  g_autoptr (GDir) folder = NULL;
  const char *name;
  int n_run = 0;

  if (!g_file_test (path, G_FILE_TEST_IS_DIR))
    return run_file (path);
  folder = g_dir_open (path, 0, NULL);
  while (folder && (name = g_dir_read_name (folder)))
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      n_run += run_file (file);
    }
  return n_run;
}

int
main (int argc, char **argv)
{
  int n_run = 0;

  for (int i = 1; i < argc; i++)
    n_run += run_path (argv[i]);
  printf ("replayed %d inputs\n", n_run);
  return n_run > 0 ? 0 : 1;
}
