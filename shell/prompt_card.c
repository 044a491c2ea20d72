/*
 * Building the card from what the prompt says, and giving answers back only when they are armed.
 */

#include "shell/prompt_card.h"

#include <glib/gi18n.h>

#include "shell/arming.h"
#include "shell/labels.h"
#include "shell/origin_label.h"
#include "shell/scroller.h"
#include "shell/text_label.h"

#define LINE_CHARS 46

typedef struct
{
  CordonPrompt *prompt;
  CordonProfile *profile;
  gboolean test_picture;
  ShellSurfaceChosen chosen;
  gpointer data;
  GtkWidget *card;
  GtkWidget *first;   /* where keys begin */
  GPtrArray *buttons; /* that give a yes or a lasting no */
  guint arm_source;
} Card;

#define CARD_KEY "card"

static void
card_free (Card *card)
{
  g_clear_handle_id (&card->arm_source, g_source_remove);
  g_ptr_array_unref (card->buttons);
  cordon_prompt_unref (card->prompt);
  cordon_profile_unref (card->profile);
  g_free (card);
}

static gint64
now (Card *card)
{
  return cordon_profile_now (card->profile).mono_us;
}

static gboolean
refresh (gpointer data)
{
  Card *card = data;
  gint64 mono_us = now (card), armed_at = cordon_prompt_get_armed_at (card->prompt);
  gboolean armed = cordon_prompt_get_state (card->prompt, mono_us) == CORDON_PROMPT_ARMED;
  for (guint i = 0; i < card->buttons->len; i++)
    gtk_widget_set_sensitive (g_ptr_array_index (card->buttons, i), armed);
  card->arm_source = 0;
  if (!armed && armed_at < G_MAXINT64 && cordon_prompt_is_open (card->prompt))
    card->arm_source = g_timeout_add ((guint) (MAX (armed_at - mono_us, 0) / 1000) + 20, refresh, card);
  return G_SOURCE_REMOVE;
}

static void
refresh_now (gpointer data)
{
  Card *card = data;
  g_clear_handle_id (&card->arm_source, g_source_remove);
  refresh (card);
}

static gboolean
answer (Card *card, CordonAnswer answer)
{
  g_autoptr (GError) error = NULL;
  gboolean taken = cordon_prompt_answer (card->prompt, answer, NULL, now (card), &error);
  if (taken)
    gtk_widget_set_visible (card->card, FALSE);
  else
    refresh_now (card);
  return taken;
}

static void
answered (GtkButton *button, Card *card)
{
  answer (card, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "answer")));
}

static GtkWidget *
add_label (GtkBox *box, const char *text, const char *style)
{
  return shell_text_label_append (box, text, style, LINE_CHARS);
}

static void
add_feature (GtkBox *box, Card *card, CordonFeature feature)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *icon = gtk_image_new_from_icon_name (shell_feature_icon (feature));
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), words);
  add_label (GTK_BOX (words), shell_feature_words (feature), "feature");
  if (feature == CORDON_FEATURE_CAMERA && cordon_prompt_wants_pan_tilt_zoom (card->prompt))
    add_label (GTK_BOX (words), _ ("and to turn, tilt and zoom it"), "feature");
  const char *scope = shell_device_scope_words (feature,
                                                cordon_prompt_get_device_scope (card->prompt, feature));
  if (scope)
    add_label (GTK_BOX (words), scope, "dim");
  gtk_box_append (box, row);
}

static void
add_features (GtkBox *box, Card *card)
{
  CordonFeatureSet features = cordon_prompt_get_features (card->prompt);
  for (CordonFeature feature = CORDON_FEATURE_CAMERA; feature < CORDON_N_FEATURES; feature++)
    if (features & CORDON_FEATURE_SET_OF (feature))
      add_feature (box, card, feature);
}

/* Whom the media may go to, and what that means; the user part and the domain stand apart (F-20). */
static void
add_callees (GtkBox *box, Card *card)
{
  gsize n_callees = 0;
  const CordonPromptCallee *callees = cordon_prompt_get_callees (card->prompt, &n_callees);
  if (n_callees == 0)
    return;

  GtkWidget *frame = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_widget_add_css_class (frame, "callee");
  add_label (GTK_BOX (frame), _ ("Only for media sent to"), "dim");
  for (gsize i = 0; i < n_callees; i++)
    {
      add_label (GTK_BOX (frame), callees[i].name.text, "callee-name");
      if (callees[i].name.suspicious)
        add_label (GTK_BOX (frame), _ ("Careful: this name looks like another one."), "warning");
    }
  add_label (GTK_BOX (frame), _ ("This site can show it to you. It cannot see, record or send it elsewhere."),
             "body");
  if (!cordon_prompt_is_verified (card->prompt))
    add_label (GTK_BOX (frame),
               _ ("Until the other side has proven to be this person, only black and silence are sent."),
               "dim");
  gtk_box_append (box, frame);
}

static void
choose_surface (GtkCheckButton *check, Card *card)
{
  if (!gtk_check_button_get_active (check))
    return;
  const CordonPromptSurface surface = { .surface_id = 1, .kind = CORDON_SURFACE_MONITOR };
  card->chosen (card->data, surface.surface_id, surface.kind);
  cordon_prompt_choose_surface (card->prompt, &surface, now (card));
  refresh_now (card);
}

/*
 * What the engine really gives (B-38). It has one source, and where the desktop has a screen cast portal, the portal
 * asks after this card which screen or window it is; nobody tells the browser what was picked there. So there is one
 * choice here, of the highest risk: it may be everything. It is not made beforehand, and the yes is a second act
 * (F-16).
 */
static void
add_surfaces (GtkBox *box, Card *card)
{
  GtkWidget *check = gtk_check_button_new_with_label (
    card->test_picture ? _ ("The engine's test picture") : _ ("An entire screen, or a window"));
  gtk_widget_set_name (check, "surface-1");
  gtk_widget_set_focus_on_click (check, FALSE);
  card->first = check;
  g_signal_connect (check, "toggled", G_CALLBACK (choose_surface), card);
  gtk_box_append (box, check);
  if (card->test_picture)
    add_label (box, _ ("This browser runs with test devices: nothing of your screen is shared."), "dim");
  else
    {
      add_label (box, _ ("Which one it is, your desktop asks next. It does not tell this browser."), "dim");
      add_label (
        box,
        _ (
          "If it is a screen, the site sees everything on it: other windows, messages, passwords as you type."),
        "warning");
    }
  if (cordon_prompt_wants_audio (card->prompt))
    add_label (box, _ ("No sound is shared: this engine cannot."), "dim");
}

static void
add_answer (GtkBox *box, Card *card, CordonAnswer answer)
{
  if (answer != CORDON_ANSWER_DISMISS && !cordon_prompt_offers (card->prompt, answer))
    return;
  const char *words = shell_answer_words (answer);
  if (!words)
    return;
  GtkWidget *button = gtk_button_new_with_label (words);
  GtkLabel *label = GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button)));
  g_autofree char *name = g_strconcat ("answer-", cordon_answer_to_string (answer), NULL);
  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_justify (label, GTK_JUSTIFY_CENTER);
  gtk_widget_set_name (button, name);
  g_object_set_data (G_OBJECT (button), "answer", GUINT_TO_POINTER (answer));
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_set_focus_on_click (button, FALSE);
  g_signal_connect (button, "clicked", G_CALLBACK (answered), card);
  if (!card->first)
    card->first = button;
  if (answer != CORDON_ANSWER_DISMISS)
    {
      g_ptr_array_add (card->buttons, button);
      gtk_widget_set_sensitive (button, FALSE);
    }
  gtk_box_append (box, button);
}

static void
add_answers (GtkBox *box, Card *card, const char *style, const CordonAnswer *answers, gsize n_answers)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (column, style);
  gtk_widget_set_hexpand (column, TRUE);
  for (gsize i = 0; i < n_answers; i++)
    add_answer (GTK_BOX (column), card, answers[i]);
  gtk_box_append (box, column);
}

static void
add_all_answers (GtkBox *box, Card *card)
{
  static const CordonAnswer yes[] = {
    CORDON_ANSWER_ALLOW_CALLEE_CALL, CORDON_ANSWER_ALLOW_CALLEE, CORDON_ANSWER_ALLOW_ADDRESS_BOOK,
    CORDON_ANSWER_ALLOW_CALL,        CORDON_ANSWER_ALLOW_VISIT,  CORDON_ANSWER_ALLOW_SESSION,
    CORDON_ANSWER_ALLOW_SURFACE,     CORDON_ANSWER_ALLOW,
  };
  static const CordonAnswer no[] = {
    CORDON_ANSWER_DISMISS,
    CORDON_ANSWER_BLOCK_TEMPORARILY,
    CORDON_ANSWER_BLOCK_CALLEE,
    CORDON_ANSWER_BLOCK,
  };
  GtkWidget *columns = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_box_set_homogeneous (GTK_BOX (columns), TRUE);
  add_answers (GTK_BOX (columns), card, "refuse", no, G_N_ELEMENTS (no));
  add_answers (GTK_BOX (columns), card, "allow", yes, G_N_ELEMENTS (yes));
  gtk_box_append (box, columns);
}

static void
add_heading (GtkBox *box, Card *card)
{
  const char *frame = cordon_prompt_get_frame_origin (card->prompt);
  gboolean display = cordon_prompt_get_kind (card->prompt) == CORDON_PROMPT_KIND_DISPLAY;
  shell_origin_label_set (GTK_LABEL (add_label (box, "", "asker")), cordon_prompt_get_origin (card->prompt));
  if (frame)
    {
      g_autofree char *text = g_strdup_printf (_ ("for its frame %s"), frame);
      shell_origin_label_set (GTK_LABEL (add_label (box, "", "dim")), text);
    }
  add_label (box, display ? _ ("wants to see your screen") : _ ("wants to use"), "body");
}

/* A dialog for who does not see it, named by the question as one sentence. */
static GtkWidget *
make_box (CordonPrompt *prompt)
{
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing", 10,
                                 "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT_DIALOG, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  cordon_prompt_get_summary (prompt), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _ ("F6 leads to the answers. Escape closes the question."), -1);
  gtk_widget_set_name (box, "prompt");
  gtk_widget_add_css_class (box, "prompt");
  return box;
}

GtkWidget *
shell_prompt_card_new (CordonPrompt *prompt, const ShellPromptCardFacts *facts)
{
  Card *card = g_new0 (Card, 1);
  card->prompt = cordon_prompt_ref (prompt);
  card->profile = cordon_profile_ref (facts->profile);
  card->test_picture = facts->test_picture;
  card->chosen = facts->chosen;
  card->data = facts->data;
  card->buttons = g_ptr_array_new ();
  card->card = make_box (prompt);
  g_object_set_data_full (G_OBJECT (card->card), CARD_KEY, card, (GDestroyNotify) card_free);

  /* What is said scrolls where a window is small; what can be answered stays in sight. */
  GtkBox *content = shell_scroller_add (GTK_BOX (card->card), 10);
  add_heading (content, card);
  if (cordon_prompt_get_kind (prompt) == CORDON_PROMPT_KIND_DISPLAY)
    add_surfaces (content, card);
  else
    add_features (content, card);
  add_callees (content, card);
  if (cordon_prompt_is_private (prompt))
    add_label (content, _ ("Private window: the answer is forgotten when it closes."), "dim");
  add_all_answers (GTK_BOX (card->card), card);
  shell_arming_watch (card->card, prompt, facts->profile, refresh_now, card);
  return card->card;
}

CordonPrompt *
shell_prompt_card_get_prompt (GtkWidget *widget)
{
  Card *card = g_object_get_data (G_OBJECT (widget), CARD_KEY);
  return card->prompt;
}

gboolean
shell_prompt_card_dismiss (GtkWidget *widget)
{
  Card *card = g_object_get_data (G_OBJECT (widget), CARD_KEY);
  return answer (card, cordon_prompt_get_default_answer (card->prompt));
}

void
shell_prompt_card_grab_focus (GtkWidget *widget)
{
  Card *card = g_object_get_data (G_OBJECT (widget), CARD_KEY);
  gtk_widget_grab_focus (card->first);
}
