namespace StreamReco.Models.Events;

/// <summary>
/// Events that trackers are known to send and that are no clicks, and the names that a shop adds to them
/// (<c>Validation:PassOver</c>). They are counted as passed over, never rejected.
/// </summary>
public sealed class PassedOverEvents
{
    /// <summary>Sources: the event lists of GA4, of Segment (calls and e-commerce spec) and of Snowplow's trackers.</summary>
    private static readonly string[] _known =
    [
        // GA4: collected by itself, enhanced measurement, recommended
        "page_view", "screen_view", "scroll", "session_start", "first_visit", "first_open", "user_engagement", "file_download",
        "form_start", "form_submit", "video_start", "video_progress", "video_complete", "view_cart", "begin_checkout",
        "add_shipping_info", "add_payment_info", "add_to_wishlist", "remove_from_wishlist", "refund", "select_promotion",
        "view_promotion", "login", "sign_up", "share", "generate_lead", "qualify_lead", "disqualify_lead", "working_lead",
        "close_convert_lead", "close_unconvert_lead", "join_group", "level_start", "level_end", "level_up", "post_score",
        "unlock_achievement", "tutorial_begin", "tutorial_complete", "earn_virtual_currency", "spend_virtual_currency",
        "campaign_details", "exception", "error", "app_exception", "app_update", "app_remove", "app_clear_data", "os_update",
        "app_background", "app_store_refund", "app_store_subscription_cancel", "app_store_subscription_convert",
        "app_store_subscription_renew", "ad_click", "ad_exposure", "ad_impression", "ad_query", "ad_reward", "adunit_exposure",
        "notification_dismiss", "notification_foreground", "notification_open", "notification_receive", "notification_send",
        "dynamic_link_app_open", "dynamic_link_app_update", "dynamic_link_first_open", "firebase_campaign", "timing_complete",
        "gtm.js", "gtm.dom", "gtm.load", "gtm.click", "gtm.linkClick", "gtm.scrollDepth", "gtm.historyChange", "gtm.formSubmit",

        // Segment: calls that are no track calls, and track calls of the e-commerce, mobile and B2B specs
        "identify", "page", "screen", "group", "alias", "delete", "Promotion Viewed", "Promotion Clicked",
        "Product List Filtered", "Product Shared", "Product Reviewed", "Product Added to Wishlist",
        "Product Removed from Wishlist", "Cart Viewed", "Cart Shared", "Checkout Started", "Checkout Step Viewed",
        "Checkout Step Completed", "Payment Info Entered", "Order Updated", "Order Refunded", "Order Cancelled",
        "Coupon Entered", "Coupon Applied", "Coupon Denied", "Coupon Removed", "Viewed Cart", "Started Checkout",
        "Application Installed", "Application Opened", "Application Updated", "Application Backgrounded",
        "Application Foregrounded", "Application Crashed", "Application Uninstalled", "Deep Link Opened", "Deep Link Clicked",
        "Install Attributed", "Push Notification Received", "Push Notification Tapped", "Push Notification Bounced",
        "Account Created", "Account Deleted", "Signed Up", "Signed In", "Signed Out", "Invite Sent", "Trial Started",
        "Trial Ended", "Email Sent", "Email Delivered", "Email Opened", "Email Link Clicked", "Viewed Page", "Loaded a Page",

        // Snowplow: page and form tracking, mobile life cycle, the e-commerce actions that touch no item
        "page_ping", "link_click", "focus_form", "change_form", "submit_form", "application_error", "application_background",
        "application_foreground", "application_install", "deep_link_received", "message_notification", "timing", "web_vitals",
        "client_session", "checkout_step", "transaction_error", "promo_click", "promo_view",

        // Consent managers: what they say is read, see docs/PRIVACY.md
        "Segment Consent Preference Updated", "consent_preferences", "consent_granted", "consent_withdrawn", "cmp_visible",
    ];

    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _own;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _all;

    /// <param name="own">Further names, commas between; empty for none. They may name clicks too: those are then passed over.</param>
    public PassedOverEvents(string own = "")
    {
        string[] names = own.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        _own = Set(names).GetAlternateLookup<ReadOnlySpan<char>>();
        _all = Set([.. _known, .. names]).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>What trackers are known to send, each name once.</summary>
    public static IReadOnlyList<string> Known => _known;

    /// <summary>Whether the shop itself named it.</summary>
    public bool IsOwn(ReadOnlySpan<char> name) => Has(_own, name);

    /// <summary>Whether the name is known as no click, or the shop named it.</summary>
    public bool Contains(ReadOnlySpan<char> name) => Has(_all, name);

    private static bool Has(HashSet<string>.AlternateLookup<ReadOnlySpan<char>> names, ReadOnlySpan<char> name)
    {
        Span<char> normal = stackalloc char[EventName.CharsMax];
        return names.Set.Count > 0 && EventName.TryNormalise(name, normal, out var length) && names.Contains(normal[..length]);
    }

    private static HashSet<string> Set(string[] names) =>
        names.Select(Normal).Where(name => name.Length > 0).ToHashSet(StringComparer.Ordinal);

    private static string Normal(string name)
    {
        Span<char> normal = stackalloc char[EventName.CharsMax];
        return EventName.TryNormalise(name, normal, out var length) ? normal[..length].ToString() : "";
    }
}
