/*
 * One line per decision.
 */

#include "shell/permission_list.h"

#include "permissions/settings.h"
#include "permissions/snapshot.h"
#include "shell/labels.h"
#include "ui-bridge/peer_name.h"

typedef struct
{
  CordonProfile *profile;
  CordonGrant *grant;
  GtkButton *button;
  gboolean revoked;
} Line;

static void
line_free (gpointer data, GClosure *closure)
{
  Line *line = data;
  cordon_profile_unref (line->profile);
  cordon_grant_free (line->grant);
  g_free (line);
}

static char *
describe (const CordonGrant *grant)
{
  g_auto (CordonPeerName) name = { 0 };
  const char *what = cordon_feature_to_string (grant->feature);
  const char *word = grant->answer == CORDON_GRANT_ALLOW ? "allowed" : "blocked";
  if (grant->scope == CORDON_SCOPE_ADDRESS_BOOK)
    return g_strdup_printf ("%s %s only for people in your address book, %s", what, word,
                            shell_lifetime_words (grant->lifetime));
  if (!grant->callee)
    return g_strdup_printf ("%s %s, %s", what, word, shell_lifetime_words (grant->lifetime));
  cordon_peer_name_init (&name, grant->callee);
  return g_strdup_printf ("%s %s only for %s, %s", what, word, name.text,
                          shell_lifetime_words (grant->lifetime));
}

/* Taking back works at once. Giving back writes the same decision anew, by the user's own hand. */
static void
toggle (GtkButton *button, Line *line)
{
  g_autoptr (GError) error = NULL;
  if (!line->revoked)
    line->revoked = cordon_profile_revoke (line->profile, line->grant->id, &error);
  else
    {
      line->grant->source = CORDON_GRANT_SOURCE_SETTINGS;
      line->revoked = !cordon_profile_set_grant (line->profile, line->grant, NULL, NULL, &error);
    }
  if (error)
    g_printerr ("cordon-shell: %s\n", error->message);
  gtk_button_set_label (button, line->revoked ? "Undo" : "Take back");
}

static gboolean
add_beneath (const CordonGrant *grant, gpointer data)
{
  GtkBox *box = data;
  g_autofree char *words = describe (grant);
  g_autofree char *text = g_strdup_printf ("then again: %s", words);
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "dim");
  gtk_box_append (box, label);
  return TRUE;
}

static void
add_line (GtkBox *box, CordonProfile *profile, const CordonGrant *grant)
{
  g_autofree char *origin = cordon_display_origin (grant->origin);
  g_autofree char *words = describe (grant);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *text = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *first = gtk_label_new (origin), *second = gtk_label_new (words);
  gtk_label_set_xalign (GTK_LABEL (first), 0);
  gtk_label_set_xalign (GTK_LABEL (second), 0);
  gtk_widget_add_css_class (first, "asker");
  gtk_widget_add_css_class (second, "dim");
  gtk_widget_set_hexpand (text, TRUE);
  gtk_box_append (GTK_BOX (text), first);
  gtk_box_append (GTK_BOX (text), second);
  cordon_profile_foreach_beneath (profile, grant->id, add_beneath, text);
  gtk_box_append (GTK_BOX (row), gtk_image_new_from_icon_name (shell_feature_icon (grant->feature)));
  gtk_box_append (GTK_BOX (row), text);

  Line *line = g_new0 (Line, 1);
  line->profile = cordon_profile_ref (profile);
  line->grant = cordon_grant_copy (grant);
  GtkWidget *button = gtk_button_new_with_label ("Take back");
  g_autofree char *name = g_strdup_printf ("revoke-%s-%s", cordon_feature_to_string (grant->feature),
                                           grant->callee ? "callee" : "origin");
  gtk_widget_set_name (button, name);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_focusable (button, FALSE);
  g_signal_connect_data (button, "clicked", G_CALLBACK (toggle), line, line_free, (GConnectFlags) 0);
  gtk_box_append (GTK_BOX (row), button);
  gtk_box_append (box, row);
}

typedef struct
{
  GtkBox *box;
  CordonProfile *profile;
  const CordonOrigin *origin;
  gboolean own; /* those of the current site, or the others */
  guint n_lines;
} Filling;

static gboolean
fill (const CordonGrant *grant, gpointer data)
{
  Filling *filling = data;
  if (cordon_origin_equal (grant->origin, filling->origin) != filling->own)
    return TRUE;
  add_line (filling->box, filling->profile, grant);
  filling->n_lines++;
  return TRUE;
}

GtkWidget *
shell_permission_list_new (void)
{
  GtkWidget *list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  gtk_widget_set_name (list, "permissions");
  gtk_widget_add_css_class (list, "prompt");
  gtk_widget_set_halign (list, GTK_ALIGN_START);
  gtk_widget_set_valign (list, GTK_ALIGN_START);
  gtk_widget_set_visible (list, FALSE);
  return list;
}

void
shell_permission_list_show (GtkWidget *list, CordonProfile *profile, const CordonOrigin *origin)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (list)))
    gtk_box_remove (GTK_BOX (list), child);

  GtkWidget *heading = gtk_label_new ("What you have decided");
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "heading");
  gtk_box_append (GTK_BOX (list), heading);
  Filling filling = { GTK_BOX (list), profile, origin, TRUE, 0 };
  cordon_profile_foreach_grant (profile, NULL, CORDON_FEATURE_NONE, fill, &filling);
  filling.own = FALSE;
  cordon_profile_foreach_grant (profile, NULL, CORDON_FEATURE_NONE, fill, &filling);
  if (filling.n_lines == 0)
    gtk_box_append (GTK_BOX (list), gtk_label_new ("Nothing yet: every site will ask."));
}
