#include "tests/fault/image.h"

#include <glib/gstdio.h>
#include <string.h>

static void
image_file_free (gpointer data)
{
  ImageFile *file = data;

  g_free (file->name);
  g_free (file->bytes);
  g_free (file);
}

Image *
image_take (const char *folder)
{
  Image *image = g_new0 (Image, 1);
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  const char *name;

  image->files = g_ptr_array_new_with_free_func (image_file_free);
  while ((name = g_dir_read_name (directory)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      ImageFile *file = g_new0 (ImageFile, 1);

      file->name = g_strdup (name);
      if (!g_file_get_contents (path, (char **) &file->bytes, &file->size, NULL))
        g_error ("cannot read %s", path);
      g_ptr_array_add (image->files, file);
    }
  return image;
}

void
image_free (Image *image)
{
  g_ptr_array_unref (image->files);
  g_free (image);
}

void
image_empty_folder (const char *folder)
{
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  const char *name;

  while (directory && (name = g_dir_read_name (directory)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
}

void
image_lay_out (const Image *image, const char *folder)
{
  image_empty_folder (folder);
  for (guint i = 0; i < image->files->len; i++)
    {
      const ImageFile *file = g_ptr_array_index (image->files, i);
      g_autofree char *path = g_build_filename (folder, file->name, NULL);
      FILE *stream = g_fopen (path, "wb");

      if (!stream || fwrite (file->bytes, 1, file->size, stream) != file->size || fclose (stream) != 0)
        g_error ("cannot write %s", path);
    }
}

ImageFile *
image_find (const Image *image, const char *name)
{
  for (guint i = 0; i < image->files->len; i++)
    {
      ImageFile *file = g_ptr_array_index (image->files, i);

      if (g_str_equal (file->name, name))
        return file;
    }
  return NULL;
}

char *
image_scratch (void)
{
  g_autofree char *in_memory = g_strdup ("/dev/shm/cordon-fault-XXXXXX");

  if (g_mkdtemp (in_memory))
    return g_steal_pointer (&in_memory);
  return g_dir_make_tmp ("cordon-fault-XXXXXX", NULL);
}

static gboolean
add_line (const CordonGrant *grant, gpointer data)
{
  GPtrArray *lines = data;

  g_ptr_array_add (
    lines,
    g_strdup_printf (
      "%s %s %s %s %s %d %s %s %d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n",
      cordon_origin_to_string (grant->origin), cordon_feature_to_string (grant->feature),
      cordon_grant_answer_to_string (grant->answer), cordon_scope_to_string (grant->scope),
      cordon_lifetime_to_string (grant->lifetime), grant->source,
      grant->callee ? cordon_callee_to_string (grant->callee) : "-", grant->device ? grant->device : "-",
      grant->pan_tilt_zoom, grant->created_wall_us, grant->last_used_wall_us, grant->expires_wall_us));
  return TRUE;
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char *
grants_of (const CordonStore *store)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  GString *text = g_string_new (NULL);

  cordon_grant_table_foreach (cordon_store_peek_table (store), NULL, CORDON_FEATURE_NONE, add_line, lines);
  g_ptr_array_sort (lines, compare_lines);
  for (guint i = 0; i < lines->len; i++)
    g_string_append (text, g_ptr_array_index (lines, i));
  return g_string_free (text, FALSE);
}

gboolean
is_subset (const char *part, const char *whole)
{
  g_auto (GStrv) lines = g_strsplit (part, "\n", -1);
  g_auto (GStrv) all = g_strsplit (whole, "\n", -1);

  for (guint i = 0; lines[i]; i++)
    if (lines[i][0] && !g_strv_contains ((const char *const *) all, lines[i]))
      return FALSE;
  return TRUE;
}

static void
count_one (CordonStoreProblem problem, const char *detail, gpointer data)
{
  (*(guint *) data)++;
}

guint
count_all_problems (const CordonStore *store)
{
  guint n_problems = 0;

  cordon_store_foreach_problem (store, count_one, &n_problems);
  return n_problems;
}

gboolean
is_long (void)
{
  return g_getenv ("CORDON_TEST_LONG") != NULL;
}
