using StreamReco.Models.Bots;
using StreamReco.Models.Data;
using StreamReco.Models.Events;
using StreamReco.Stages.State;
using StreamReco.TestKit;
using Xunit.Abstractions;

namespace StreamReco.Stages.Tests.Bots;

/// <summary>How many programs the default policy finds, and how many people it takes for programs. The figures stand in docs/BOTS.md.</summary>
public sealed class BotFiguresTests(ITestOutputHelper output)
{
    /// <summary>For a shop that is scraped: who looks at different items only is a program, however long their pauses are.</summary>
    private static readonly BotPolicy _strict = new() { [BotSignal.Distinct] = new BotRule(1, 0.8, 0.95) };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Planted_programs_are_found_and_people_are_not(int seed)
    {
        var found = FoundBefore(seed, new BotPolicy());

        double Recall(PlantedKind kind) => found[kind].Count(clicks => clicks < int.MaxValue) / (double)found[kind].Count;
        int Most(PlantedKind kind) => found[kind].Where(clicks => clicks < int.MaxValue).Max();
        var wrong = found[PlantedKind.Human].Count(clicks => clicks < int.MaxValue);
        var all = found.Values.Sum(kind => kind.Count(clicks => clicks < int.MaxValue));
        (1 - ((double)wrong / all)).ShouldBeGreaterThanOrEqualTo(0.99, "precision over users");
        Recall(PlantedKind.Crawler).ShouldBeGreaterThanOrEqualTo(0.95);
        Recall(PlantedKind.Walker).ShouldBeGreaterThanOrEqualTo(0.95);
        foreach (var kind in (PlantedKind[])[PlantedKind.Scraper, PlantedKind.Replayer, PlantedKind.OneItemFraud, PlantedKind.RotatingIds])
        {
            Recall(kind).ShouldBeGreaterThanOrEqualTo(0.8, kind.ToString());
        }

        foreach (var kind in (PlantedKind[])[PlantedKind.Crawler, PlantedKind.Walker, PlantedKind.OneItemFraud])
        {
            Most(kind).ShouldBeLessThanOrEqualTo(50, kind.ToString());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Scrapers_are_found_sooner_where_different_items_alone_make_a_program(int seed)
    {
        var found = FoundBefore(seed, _strict);

        found[PlantedKind.Scraper].Order().ElementAt(found[PlantedKind.Scraper].Count / 2).ShouldBeLessThanOrEqualTo(50);
        found[PlantedKind.Human].Count(clicks => clicks < int.MaxValue).ShouldBeLessThanOrEqualTo(2);
    }

    /// <summary>More than one in two hundred where a user touches no item twice, as in reviews: it is not the default.</summary>
    [SharedDataFact("bol-sessions")]
    public void It_costs_few_sessions_of_bol_that_different_items_alone_make_a_program() =>
        Flagged("bol-sessions", "train.txt", ClickFileFormat.Sessions, _strict).ShouldBeLessThanOrEqualTo(0.005);

    [SharedDataFact("eshop-clothing-2008")]
    public void It_costs_visits_of_the_clothing_shop_that_different_items_alone_make_a_program() =>
        Flagged("eshop-clothing-2008", "clicks.csv", ClickFileFormat.Eshop, _strict).ShouldBeInRange(0.005, 0.01);

    [SharedDataFact("amazon-beauty")]
    public void It_costs_users_of_amazon_beauty_that_different_items_alone_make_a_program() =>
        Flagged("amazon-beauty", "Beauty.txt", ClickFileFormat.UserLines, _strict).ShouldBeInRange(0.005, 0.015);

    [SharedDataFact("bol-sessions")]
    public void Of_the_sessions_of_bol_hardly_one_is_flagged() => ShouldFlagFew("bol-sessions", "train.txt", ClickFileFormat.Sessions);

    [Trait("Length", "long")]
    [SharedDataFact("diginetica")]
    public void Of_the_sessions_of_diginetica_hardly_one_is_flagged() => ShouldFlagFew("diginetica", "train_sessions.txt", ClickFileFormat.SessionLines);

    [SharedDataFact("eshop-clothing-2008")]
    public void Of_the_sessions_of_the_clothing_shop_hardly_one_is_flagged() => ShouldFlagFew("eshop-clothing-2008", "clicks.csv", ClickFileFormat.Eshop);

    [SharedDataFact("amazon-beauty")]
    public void Of_the_users_of_amazon_beauty_hardly_one_is_flagged() => ShouldFlagFew("amazon-beauty", "Beauty.txt", ClickFileFormat.UserLines);

    /// <summary>
    /// At most one user in two hundred; the twenty with the highest scores are written out. Where the data have no times, what the
    /// pauses say was made up with them, and counts nothing.
    /// </summary>
    private void ShouldFlagFew(string folder, string file, ClickFileFormat format) =>
        Flagged(folder, file, format, new BotPolicy()).ShouldBeLessThanOrEqualTo(0.005);

    /// <summary>Clicks before the verdict of each user, by kind; <see cref="int.MaxValue"/> for who is not held.</summary>
    private Dictionary<PlantedKind, List<int>> FoundBefore(int seed, BotPolicy policy)
    {
        var traffic = new PlantedTraffic(seed);
        var held = PlantedFold.Held(traffic.Clicks, policy);
        var found = new Dictionary<PlantedKind, List<int>>();
        foreach (var user in traffic.Clicks.Select((click, i) => (click, IsHeld: held[i])).GroupBy(one => one.click.User))
        {
            var before = user.TakeWhile(one => !one.IsHeld).Count();
            var kind = user.First().click.Kind;
            found.TryAdd(kind, []);
            found[kind].Add(before < user.Count() ? before : int.MaxValue);
        }

        foreach (var (kind, before) in found)
        {
            var caught = before.Where(clicks => clicks < int.MaxValue).Order().ToList();
            output.WriteLine(
                $"{kind}: {caught.Count} of {before.Count} found, clicks before: median {(caught.Count > 0 ? caught[caught.Count / 2] : -1)}, "
                + $"most {(caught.Count > 0 ? caught[^1] : -1)}");
        }

        return found;
    }

    /// <returns>The share of users that are held.</returns>
    private double Flagged(string folder, string file, ClickFileFormat format, BotPolicy usual)
    {
        var data = ClickFileReader.Read(SharedFolder.Data(folder, file), format);
        var untimed = new BotPolicy
        {
            [BotSignal.Distinct] = usual[BotSignal.Distinct],
            [BotSignal.Rate] = usual[BotSignal.Rate] with { Weight = 0 },
            [BotSignal.Regular] = usual[BotSignal.Regular] with { Weight = 0 },
        };
        var (policy, paths, users) = (data.TimeNote is null ? usual : untimed, new BotPaths(), new Dictionary<string, BotProfile>(StringComparer.Ordinal));
        var worst = new Dictionary<string, (BotScore Score, bool IsHeld)>(StringComparer.Ordinal);
        var click = new ClickEvent();
        foreach (var historic in data.Clicks)
        {
            if (!users.TryGetValue(historic.UserId, out var profile))
            {
                users[historic.UserId] = profile = new BotProfile();
            }

            var score = Judge(profile, historic, click, paths, policy);
            var before = worst.GetValueOrDefault(historic.UserId);
            worst[historic.UserId] = (score.Value > before.Score.Value ? score : before.Score, before.IsHeld || profile.IsHeld);
        }

        var flagged = worst.Count(user => user.Value.IsHeld);
        output.WriteLine($"{folder}: {flagged} of {users.Count} flagged; times {data.TimeNote ?? "of the data"}");
        foreach (var (user, (score, isHeld)) in worst.OrderByDescending(user => user.Value.Score.Value).Take(20))
        {
            output.WriteLine($"  {user}: {score.Value:F2} {(isHeld ? "held" : "")} {string.Join(", ", BotSignals.NamesOf(score.Reasons))}");
        }

        return (double)flagged / users.Count;
    }

    private static BotScore Judge(BotProfile profile, in HistoricClick historic, ClickEvent click, BotPaths paths, BotPolicy policy)
    {
        click.Clear();
        (click.Type, click.EventTimeMs) = (historic.Type, historic.TimeMs);
        if (historic.ItemId.Length > 0)
        {
            click.AddItem(new ItemTouch(historic.ItemId, null, double.NaN, 1));
        }

        if (profile.Take(click) is > 0 and var path)
        {
            profile.NotePath(paths.Add(path) >= policy.CommonPaths);
        }

        var score = policy.Score(profile);
        profile.Judge(score.Value, policy);
        return score;
    }
}
