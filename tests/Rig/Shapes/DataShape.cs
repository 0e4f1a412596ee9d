using StreamReco.Models.Data;
using StreamReco.Models.Events;

namespace StreamReco.Rig.Shapes;

/// <summary>Clicks of one shape, by a seed.</summary>
/// <param name="Name">What the shape is.</param>
/// <param name="Data">The clicks, in event-time order.</param>
internal sealed record DataShape(string Name, ClickDataset Data)
{
    /// <summary>One seed in so many has a shape of full size: a session of 50,000 clicks, or 100,000 items.</summary>
    private const long LargeEvery = 75;

    private static readonly (string Name, Action<ClickDraft> Fill)[] _small =
    [
        ("one click in all", draft => draft.Session("u", 1)),
        ("two clicks in all", draft => draft.Session("u", 2)),
        ("two users with one click each", draft => draft.Sessions(2, 1, 1)),
        ("two users with the same one session", TwoAlike),
        ("one user with one session", draft => draft.Session("u", draft.Next(1, 1_500))),
        ("one user with many sessions", draft => draft.Users(1, 1, 40, 12)),
        ("one item", draft => draft.Of(1).Sessions(draft.Next(1, 60), 1, 12)),
        ("two items in turn", draft => draft.Of(2).Sessions(draft.Next(1, 60), 1, 12)),
        ("all times equal", draft => draft.Every(0).Sessions(draft.Next(1, 150), 1, 9)),
        ("no times", draft => draft.Untimed().Sessions(draft.Next(1, 150), 1, 9)),
        ("all users cold", draft => draft.Sessions(draft.Next(1, 300), 1, 1)),
        ("a bot before everybody", draft => draft.Of(50).Session("bot", draft.Next(90, 3_000)).Strides(draft.Next(500, 900), 4)),
        ("a bot after everybody", draft => draft.Sessions(draft.Next(1, 200), 1, 4).Session("bot", draft.Next(500, 3_000))),
        ("one item again and again", draft => draft.Repeating(0.95).Sessions(draft.Next(1, 80), 1, 30)),
        ("every item once", draft => draft.Of(5_000).Sessions(draft.Next(1, 200), 1, 9)),
        ("items of the last sessions alone", OnlyLate),
        ("few sessions among many items", draft => draft.Of(20_000).Sessions(draft.Next(1, 5), 2, 5)),
        ("histories of users", draft => draft.Users(draft.Next(1, 120), 1, 3, 12)),
        ("sessions of 1 to 200 clicks", draft => draft.Sessions(draft.Next(1, 40), 1, 200)),
        ("purchases alone", draft => draft.As(EventType.Purchase).Sessions(draft.Next(1, 100), 1, 6)),
        ("years between clicks", draft => draft.Every(40_000_000_000).Sessions(draft.Next(1, 30), 1, 5)),
        ("what anybody may have", draft => draft.Sessions(draft.Next(50, 500), 1, 9)),
    ];

    private static readonly (string Name, Action<ClickDraft> Fill)[] _large =
    [
        ("a session of 50,000 clicks", draft => draft.Of(500).Session("bot", 50_000).Sessions(300, 2, 6)),
        ("a session of 50,000 clicks at the end", draft => draft.Of(500).Sessions(300, 2, 6).Session("bot", 50_000).Sessions(3, 2, 6)),
        ("100,000 items", draft => draft.Of(100_000).Walk(30_000, 4)),
        ("a bot with nearly all of 100,000 clicks", draft => draft.Of(2_000).Sessions(500, 1, 4).Users("bot", 2_500, 40)),
    ];

    /// <summary>The shape of a seed; the same each time.</summary>
    public static DataShape Of(long seed)
    {
        var isLarge = seed % LargeEvery == LargeEvery - 1;
        var (name, fill) = isLarge ? _large[seed / LargeEvery % _large.Length] : _small[seed % _small.Length];
        var draft = new ClickDraft(new Random(unchecked((int)seed)));
        fill(draft);
        return new DataShape(name, draft.ToData());
    }

    private static void TwoAlike(ClickDraft draft)
    {
        var items = draft.Items(draft.Next(1, 8));
        draft.Clicks("a", items);
        draft.Clicks("b", items);
    }

    private static void OnlyLate(ClickDraft draft)
    {
        draft.Sessions(draft.Next(4, 60), 1, 8);
        draft.Named("late").Sessions(draft.Next(1, 30), 1, 8);
    }
}
