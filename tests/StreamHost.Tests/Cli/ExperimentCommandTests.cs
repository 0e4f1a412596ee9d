using System.Globalization;
using System.Text.Json;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Tests.Cli;

/// <summary>The commands of <c>experiments</c>, on files.</summary>
public sealed class ExperimentCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_definition_is_made_checked_ramped_and_assigns_each_user_once()
    {
        var made = await CommandLineRun.OfAsync("experiments", "create", "ranker", "today=0.1", "new=0.1");
        var first = Write("first.json", made.Output);
        var ramped = Write("ramped.json", made.Output.Replace("\"version\": 1", "\"version\": 2").Replace("100000", "400000").Replace("600000", "900000"));
        var moved = Write("moved.json", made.Output.Replace("\"version\": 1", "\"version\": 2").Replace("100000", "50000"));

        var check = await CommandLineRun.OfAsync("experiments", "check", ramped, "--after", first);
        var refused = await CommandLineRun.OfAsync("experiments", "check", moved, "--after", first);
        string[] users = [.. Enumerable.Range(0, 500).Select(i => $"u{i}")];
        var before = await CommandLineRun.OfAsync(["experiments", "assign", first, .. users]);
        var after = await CommandLineRun.OfAsync(["experiments", "assign", ramped, .. users]);

        made.ExitCode.ShouldBe(ExitCode.Ok, made.Error);
        check.Output.ShouldBe($"ranker version 2: today 40%, new 40%{Environment.NewLine}");
        refused.ExitCode.ShouldBe(ExitCode.Failure);
        refused.Error.ShouldContain("grows at its end only");
        var arms = Arms(before).Zip(Arms(after), (first, second) => (Before: first, After: second)).ToArray();
        arms.Count(arm => arm.Before != "-").ShouldBeInRange(60, 140);
        arms.ShouldAllBe(arm => arm.Before == "-" || arm.Before == arm.After);
    }

    [Fact]
    public async Task Arms_are_compared_with_a_verdict_and_a_lost_share_is_said()
    {
        var even = Write("units.csv", "arm,numerator,denominator,before\n" + Units("today", 2_000, 10) + Units("new", 2_000, 15));
        var lost = Write("lost.csv", "arm,numerator,denominator\n" + Units("today", 2_000, 10, withBefore: false) + Units("new", 1_500, 15, withBefore: false));

        var better = await CommandLineRun.OfAsync("experiments", "compare", even, "--output", "json");
        var table = await CommandLineRun.OfAsync("experiments", "compare", even, "--rule", "fixed");
        var invalid = await CommandLineRun.OfAsync("experiments", "compare", lost);

        better.ExitCode.ShouldBe(ExitCode.Ok, better.Error);
        var arm = JsonDocument.Parse(better.Output).RootElement.GetProperty("arms")[0];
        arm.GetProperty("verdict").GetString().ShouldBe("Better");
        arm.GetProperty("lift").GetDouble().ShouldBe(0.5, 0.1);
        table.Output.ShouldContain("new: better than the control");
        invalid.Output.ShouldContain("new: not valid because the arms do not have the numbers of units");
    }

    [Fact]
    public async Task A_plan_says_units_for_each_way_of_looking()
    {
        var units = Write("units.csv", "numerator,denominator,before\n" + Units(null, 3_000, 10));

        var run = await CommandLineRun.OfAsync("experiments", "plan", units, "--lift", "0.05", "--units-per-day", "1000", "-o", "json");

        run.ExitCode.ShouldBe(ExitCode.Ok, run.Error);
        var plans = JsonDocument.Parse(run.Output).RootElement.GetProperty("plans").EnumerateArray()
            .ToDictionary(plan => (plan.GetProperty("rule").GetString(), plan.GetProperty("covariate").GetString()), plan => plan.GetProperty("units_per_arm").GetInt64());
        plans.Count.ShouldBe(6);
        plans[("Anytime", "no")].ShouldBeGreaterThan(plans[("GroupSequential", "no")]);
        plans[("GroupSequential", "no")].ShouldBeGreaterThan(plans[("Fixed", "no")]);
        plans[("Fixed", "CUPED")].ShouldBeLessThan(plans[("Fixed", "no")]);
    }

    [Fact]
    public async Task A_policy_is_judged_or_the_figure_is_withheld()
    {
        var rows = Enumerable.Range(0, 600).Select(i => FormattableString.Invariant($"i{i % 3},1,{(i % 6 == 0 ? 1 : 0)},0.3333"));
        var log = Write("log.csv", "item,position,reward,propensity\n" + string.Join('\n', rows));
        var policy = Write("policy.csv", "item;position;share\ni0;1;0.5\ni1;1;0.25\ni2;1;0.25\n");
        var elsewhere = Write("elsewhere.csv", "item,position,share\ni9,1,1\n");

        var judged = await CommandLineRun.OfAsync("experiments", "off-policy", log, "--policy", policy, "-o", "json");
        var withheld = await CommandLineRun.OfAsync("experiments", "off-policy", log, "--policy", elsewhere);

        judged.ExitCode.ShouldBe(ExitCode.Ok, judged.Error);
        var ips = JsonDocument.Parse(judged.Output).RootElement.GetProperty("estimates")[0];
        ips.GetProperty("name").GetString().ShouldBe("IPS");
        ips.GetProperty("value").GetDouble().ShouldBe(0.25, 0.001);
        withheld.ExitCode.ShouldBe(ExitCode.Failure);
        withheld.Error.ShouldContain("No figure is given: the weights leave 0 decisions' worth of information");
    }

    [Theory]
    [InlineData("arm,numerator\na,1\n", "it needs the column 'denominator'")]
    [InlineData("arm,numerator,denominator\na,1.5,1\n", "line 2: the numerator is '1.5'; write a whole number")]
    [InlineData("arm,numerator,denominator\na,1,1\n", "at least one more arm")]
    [InlineData("arm,numerator,denominator\n", "no units below its header")]
    [InlineData("", "the file is empty")]
    public async Task What_is_wrong_with_a_file_of_units_is_said_with_its_line(string text, string message)
    {
        var run = await CommandLineRun.OfAsync("experiments", "compare", Write("units.csv", text));

        run.ExitCode.ShouldNotBe(ExitCode.Ok);
        run.ErrorLines.ShouldHaveSingleItem().ShouldContain(message);
    }

    private static IEnumerable<string> Arms(CommandLineRun run) =>
        run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd().Split('\t')[1]);

    /// <summary>Users with ten views and a mean click rate in per cent; before, all of them clicked at 10 %.</summary>
    private static string Units(string? arm, int count, int rate, bool withBefore = true)
    {
        var random = new Random(rate);
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < count; i++)
        {
            var likes = random.NextDouble() * 0.2;
            var (clicks, before) = (Clicks(random, likes * rate / 10), Clicks(random, likes));
            text.Append(CultureInfo.InvariantCulture, $"{(arm is null ? "" : arm + ",")}{clicks},10{(withBefore ? $",{before}" : "")}\n");
        }

        return text.ToString();
    }

    private static int Clicks(Random random, double rate) => Enumerable.Range(0, 10).Count(_ => random.NextDouble() < rate);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, text);
        return path;
    }
}
