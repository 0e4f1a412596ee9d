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
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Planted_programs_are_found_and_people_are_not(int seed)
    {
        var traffic = new PlantedTraffic(seed);
        var held = PlantedFold.Held(traffic.Clicks);
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
    private void ShouldFlagFew(string folder, string file, ClickFileFormat format)
    {
        var data = ClickFileReader.Read(SharedFolder.Data(folder, file), format);
        var usual = new BotPolicy();
        var untimed = new BotPolicy
        {
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

        ((double)flagged / users.Count).ShouldBeLessThanOrEqualTo(0.005);
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
