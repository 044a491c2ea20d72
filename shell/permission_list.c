/*
 * The library's list, drawn: one line for each entry, under its site.
 */

#include "shell/permission_list.h"

#include <glib/gi18n.h>

#include "shell/labels.h"
#include "shell/origin_label.h"
#include "shell/scroller.h"
#include "shell/text_label.h"
#include "ui-bridge/peer_name.h"
#include "ui-bridge/permission_list.h"

#define LINE_CHARS 44

#define MODEL_KEY "model"

typedef struct
{
  CordonPermissionList *model; /* the box holds it */
  guint index;
  GtkLabel *words;
  GtkButton *button;
} Line;

/* Each answer a sentence of its own: nothing is put together from words that a language may want elsewhere. */
static char *
describe_decision (const CordonGrant *grant)
{
  gboolean allowed = grant->answer == CORDON_GRANT_ALLOW;
  const char *lifetime = shell_lifetime_words (grant->lifetime);
  g_auto (CordonPeerName) name = { 0 };
  if (grant->scope == CORDON_SCOPE_ADDRESS_BOOK)
    return g_strdup_printf (allowed ? _ ("Allowed only for people in your address book, %s")
                                    : _ ("Blocked for people in your address book, %s"),
                            lifetime);
  if (!grant->callee)
    return g_strdup_printf (allowed ? _ ("Allowed, %s") : _ ("Blocked, %s"), lifetime);
  cordon_peer_name_init (&name, grant->callee);
  return g_strdup_printf (allowed ? _ ("Allowed only for %1$s, %2$s") : _ ("Blocked for %1$s, %2$s"),
                          name.text, lifetime);
}

static char *
describe_callee (const CordonGrant *grant)
{
  g_auto (CordonPeerName) name = { 0 };
  cordon_peer_name_init (&name, grant->callee);
  return g_strdup_printf (_ ("Nothing is ever sent to %s"), name.text);
}

static const char *
describe_pause (CordonReason reason)
{
  if (reason == CORDON_REASON_EMBARGO_DISMISSED)
    return _ ("Refused without asking for a week: you closed its question too often");
  return reason == CORDON_REASON_EMBARGO_IGNORED
           ? _ ("Refused without asking for a week: you left its question unanswered")
           : _ ("Blocked for an hour");
}

static char *
describe (const CordonPermission *line)
{
  switch (line->kind)
    {
    case CORDON_PERMISSION_NONE: break;
    case CORDON_PERMISSION_MANAGED:
      return g_strdup (line->grant.answer == CORDON_GRANT_ALLOW ? _ ("Allowed by your administrator")
                                                                : _ ("Blocked by your administrator"));
    case CORDON_PERMISSION_DECIDED: return describe_decision (&line->grant);
    case CORDON_PERMISSION_PAUSED: return g_strdup (describe_pause (line->reason));
    case CORDON_PERMISSION_ENDED:
      return g_strdup (line->fell_out_of_use ? _ ("Ended by itself: not used for 60 days")
                                             : _ ("Taken back: the site asks again"));
    case CORDON_PERMISSION_CALLEE: return describe_callee (&line->grant);
    }
  return g_strdup ("");
}

static const char *
get_button_words (const CordonPermission *line)
{
  switch (line->kind)
    {
    case CORDON_PERMISSION_PAUSED: return _ ("Let it ask");
    case CORDON_PERMISSION_ENDED: return _ ("Undo");
    case CORDON_PERMISSION_NONE:
    case CORDON_PERMISSION_MANAGED:
    case CORDON_PERMISSION_DECIDED:
    case CORDON_PERMISSION_CALLEE: break;
    }
  return _ ("Take back");
}

/* Which feature of which site a button is about is said to who does not see the line. */
static void
show (Line *line)
{
  const CordonPermission *permission = cordon_permission_list_get (line->model, line->index);
  const CordonGrant *grant = &permission->grant;
  g_autofree char *words = describe (permission);
  g_autofree char *said = g_strdup_printf ("%s. %s. %s", get_button_words (permission),
                                           shell_feature_name (grant->feature), words);
  gtk_label_set_text (line->words, words);
  gtk_button_set_label (line->button, get_button_words (permission));
  gtk_widget_set_visible (GTK_WIDGET (line->button), permission->may_change);
  gtk_accessible_update_property (GTK_ACCESSIBLE (line->button), GTK_ACCESSIBLE_PROPERTY_LABEL, said, -1);
}

static void
change (GtkButton *button, Line *line)
{
  g_autoptr (GError) error = NULL;
  if (!cordon_permission_list_change (line->model, line->index, &error))
    g_printerr ("cordon-shell: %s\n", error->message);
  show (line);
}

static GtkWidget *
add_text (GtkBox *box, const char *text, const char *style)
{
  return shell_text_label_append (box, text, style, LINE_CHARS);
}

static char *
describe_dates (const CordonGrant *grant)
{
  g_autoptr (GDateTime) created = g_date_time_new_from_unix_local (grant->created_wall_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) used = g_date_time_new_from_unix_local (grant->last_used_wall_us / G_USEC_PER_SEC);
  g_autofree char *when = created ? g_date_time_format (created, "%x %H:%M") : NULL;
  g_autofree char *last = used ? g_date_time_format (used, "%x %H:%M") : NULL;
  if (grant->created_wall_us == 0 || !when)
    return NULL;
  return grant->last_used_wall_us > 0 && last
           ? g_strdup_printf (_ ("Decided %1$s, last used %2$s"), when, last)
           : g_strdup_printf (_ ("Decided %s"), when);
}

static GtkButton *
make_button (const CordonGrant *grant)
{
  GtkWidget *button = gtk_button_new ();
  g_autofree char *name = g_strdup_printf ("revoke-%s-%s", cordon_feature_to_string (grant->feature),
                                           grant->callee ? "callee" : "origin");
  gtk_widget_set_name (button, name);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_focus_on_click (button, FALSE);
  return GTK_BUTTON (button);
}

static void
free_line (gpointer data, GClosure *closure)
{
  g_free (data);
}

static void
add_line (GtkBox *box, CordonPermissionList *model, guint index)
{
  const CordonGrant *grant = &cordon_permission_list_get (model, index)->grant;
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *text = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *dates = describe_dates (grant);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_widget_set_tooltip_text (row, dates);
  gtk_box_append (GTK_BOX (row),
                  gtk_image_new_from_icon_name (grant->origin ? shell_feature_icon (grant->feature)
                                                              : "avatar-default-symbolic"));
  gtk_box_append (GTK_BOX (row), text);
  if (grant->feature != CORDON_FEATURE_NONE)
    add_text (GTK_BOX (text), shell_feature_name (grant->feature), "feature");

  Line *line = g_new0 (Line, 1);
  *line = (Line){ .model = model,
                  .index = index,
                  .words = GTK_LABEL (add_text (GTK_BOX (text), "", "dim")),
                  .button = make_button (grant) };
  g_signal_connect_data (line->button, "clicked", G_CALLBACK (change), line, free_line, (GConnectFlags) 0);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (line->button));
  gtk_box_append (box, row);
  show (line);
}

static void
add_lines (GtkBox *box, CordonPermissionList *model)
{
  const CordonOrigin *site = NULL;
  for (guint i = 0; i < cordon_permission_list_get_size (model); i++)
    {
      const CordonOrigin *origin = cordon_permission_list_get (model, i)->grant.origin;
      if (i == 0 || (origin ? !site || !cordon_origin_equal (site, origin) : site != NULL))
        {
          g_autofree char *name = origin ? cordon_display_origin (origin) : g_strdup (_ ("All sites"));
          shell_origin_label_set (GTK_LABEL (add_text (box, "", "asker")), name);
        }
      site = origin;
      add_line (box, model, i);
    }
}

GtkWidget *
shell_permission_list_new (void)
{
  GtkWidget *list = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing", 10,
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_DIALOG, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What you have decided"), -1);
  gtk_widget_set_name (list, "permissions");
  gtk_widget_add_css_class (list, "prompt");
  gtk_widget_set_visible (list, FALSE);
  add_text (GTK_BOX (list), _ ("What you have decided"), "heading");
  shell_scroller_add (GTK_BOX (list), 10);
  return list;
}

void
shell_permission_list_show (GtkWidget *list, CordonProfile *profile, const CordonDocument *document)
{
  CordonPermissionList *model = cordon_permission_list_new (profile, document);
  GtkBox *content = shell_scroller_get_content (list);
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (content))))
    gtk_box_remove (content, child);
  g_object_set_data_full (G_OBJECT (list), MODEL_KEY, model, (GDestroyNotify) cordon_permission_list_free);
  add_lines (content, model);
  if (cordon_permission_list_get_size (model) == 0)
    add_text (content, _ ("Nothing yet: every site will ask."), "dim");
}
