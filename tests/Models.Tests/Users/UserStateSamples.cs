using StreamReco.Models.Events;
using StreamReco.Models.Items;
using StreamReco.Models.Users;

namespace StreamReco.Models.Tests.Users;

/// <summary>Users folded from seeded random events.</summary>
internal static class UserStateSamples
{
    public static ItemSpace Items { get; } = Space(seed: 1, fingerprint: 77);

    public static ItemSpace Space(int seed, ulong fingerprint)
    {
        const int items = 12;
        const int dimensions = 3;
        return new ItemSpace(
            [.. Enumerable.Range(0, items).Select(i => $"i{i}")],
            ModelSamples.Floats(new Random(seed), items * dimensions),
            dimensions,
            ModelSamples.UnitPrior(dimensions),
            fingerprint);
    }

    /// <summary>A user after <paramref name="events"/> events of all types, some late, some of items that no model knows.</summary>
    /// <param name="seed">Of the events.</param>
    /// <param name="events">How many.</param>
    /// <param name="options">Bounds of the state.</param>
    /// <param name="after">Looks at the user after each event.</param>
    public static UserState Random(int seed, int events, UserStateOptions options, Action<UserState>? after = null)
    {
        var random = new Random(seed);
        var user = new UserState($"user-{seed}-ü", options);
        var click = new ClickEvent();
        var timeMs = 1_700_000_000_000L;
        for (var i = 0; i < events; i++)
        {
            timeMs += random.Next(10) == 0 ? 7_200_000 : random.Next(-5_000, 60_000);
            Fill(click, random, timeMs);
            user.Apply(click, Items);
            after?.Invoke(user);
        }

        if (events > 0 && random.Next(2) == 0)
        {
            user.Answers = new RecommendationClock(user.LastEventMs, random.Next(-1, 1000));
        }

        return user;
    }

    private static void Fill(ClickEvent click, Random random, long timeMs)
    {
        click.Clear();
        click.Type = (EventType)random.Next(1, EventTypes.TableLength);
        click.EventTimeMs = timeMs;
        click.HasEventId = true;
        click.EventIdHash = (ulong)random.NextInt64();
        if (random.Next(3) == 0)
        {
            click.SetSessionId($"s{random.Next(3)}");
        }

        for (var items = random.Next(0, 3); items > 0; items--)
        {
            click.AddItem(new ItemTouch($"i{random.Next(15)}", random.Next(3) == 0 ? null : $"c{random.Next(12)}", double.NaN, 1));
        }
    }
}
