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
    public async Task A_definition_by_hand_is_checked_as_a_node_takes_it_and_needs_a_salt_to_assign_by()
    {
        const string ByHand = """{"id": "varied", "arms": [{"name": "today", "ranges": [[0, 50000]]}, {"name": "varied", "ranges": [[500000, 550000]]}]}""";
        var file = Write("varied.json", ByHand);
        var wider = Write("wider.json", ByHand.Replace("50000]]}, ", "90000]]}, "));

        var check = await CommandLineRun.OfAsync("experiments", "check", file);
        var next = await CommandLineRun.OfAsync("experiments", "check", wider, "--after", file);
        var assign = await CommandLineRun.OfAsync("experiments", "assign", file, "u1");

        check.Output.ShouldBe($"varied version 1: today 5%, varied 5%{Environment.NewLine}", check.Error);
        next.Output.ShouldBe($"varied version 2: today 9%, varied 5%{Environment.NewLine}", next.Error);
        assign.ExitCode.ShouldBe(ExitCode.Failure);
        assign.ErrorLines.ShouldBe([$"{file}: version and salt are missing; write the file with 'experiments create', or start it and use 'experiments show'."]);
    }

    [Theory]
    [InlineData("the fields id and arms are missing.", "{}")]
    [InlineData("the field arms is missing.", """{"id": "a"}""")]
    [InlineData("(line 1, column 1).", "x")]
    public async Task What_a_definition_lacks_is_said_in_its_own_words(string end, string text)
    {
        var run = await CommandLineRun.OfAsync("experiments", "check", Write("obj.json", text));

        run.ExitCode.ShouldBe(ExitCode.Failure);
        run.ErrorLines.ShouldHaveSingleItem().ShouldEndWith(end);
        run.Error.ShouldNotContain("StreamReco.");
    }

    [Theory]
    [InlineData("ID: id is 'bad name!'; write 1 to 64 letters", "bad name!", "a=0.5", "b=0.5")]
    [InlineData("The shares add up to 1.8; together they may be at most 1.", "x", "a=0.9", "b=0.9")]
    [InlineData("A share is 'a=foo'", "x", "a=foo", "b=0.5")]
    public async Task Arguments_of_no_experiment_are_wrong_usage(string begin, params string[] args)
    {
        var run = await CommandLineRun.OfAsync(["experiments", "create", .. args]);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.ErrorLines.ShouldHaveSingleItem().ShouldStartWith(begin);
        run.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_rule_of_ids_holds_for_definitions_by_hand_too()
    {
        var run = await CommandLineRun.OfAsync("experiments", "check", Write("bad.json",
            """{"id": "bad name!", "arms": [{"name": "a", "ranges": [[0, 5]]}, {"name": "b", "ranges": [[50, 55]]}]}"""));

        run.ExitCode.ShouldBe(ExitCode.Failure);
        run.Error.ShouldContain("id is 'bad name!'; write 1 to 64 letters");
    }

    [Theory]
    [InlineData("today 90%, new 10%", "today=0.9", "new=0.1")]
    [InlineData("a 70%, b 10%, c 20%", "a=0.7", "b=0.1", "c=0.2")]
    public async Task Arms_of_any_shares_find_their_place(string shares, params string[] arms)
    {
        var made = await CommandLineRun.OfAsync(["experiments", "create", "x", .. arms]);
        var check = await CommandLineRun.OfAsync("experiments", "check", Write("x.json", made.Output));

        check.Output.ShouldBe($"x version 1: {shares}{Environment.NewLine}", made.Error + check.Error);
    }

    [Fact]
    public async Task A_control_that_is_no_arm_is_said_and_one_that_nobody_named_is_not()
    {
        var one = Write("one.csv", "arm,numerator,denominator\na,1,1\na,0,1\n");

        var named = await CommandLineRun.OfAsync("experiments", "compare", one, "--control", "zzz");
        var alone = await CommandLineRun.OfAsync("experiments", "compare", one);

        named.ExitCode.ShouldBe(ExitCode.Usage);
        named.ErrorLines.ShouldBe(["--control is 'zzz'; the arms are a."]);
        alone.ErrorLines.ShouldHaveSingleItem().ShouldNotContain("--control");
    }

    [Fact]
    public async Task A_propensity_that_is_none_is_named_by_its_line()
    {
        var run = await CommandLineRun.OfAsync("experiments", "off-policy", Write("log.csv", "item,position,reward,propensity\na,1,1,0\n"));

        run.ErrorLines.ShouldHaveSingleItem().ShouldEndWith("log.csv, line 2: the propensity is '0'; it must be above 0 and at most 1.");
    }

    [Fact]
    public async Task A_name_that_is_no_file_is_said_to_be_taken_for_an_experiment()
    {
        var run = await CommandLineRun.OfAsync("experiments", "plan", "nounits", "--state", Path.Combine(_folder.Path, "none.db"));

        run.ExitCode.ShouldBe(ExitCode.Failure);
        run.ErrorLines.ShouldHaveSingleItem().ShouldStartWith("'nounits' is no file, so it is taken for an experiment of the cluster. State:Connection (--state) is '");
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
        plans[("anytime", "no")].ShouldBeGreaterThan(plans[("group_sequential", "no")]);
        plans[("group_sequential", "no")].ShouldBeGreaterThan(plans[("fixed", "no")]);
        plans[("fixed", "CUPED")].ShouldBeLessThan(plans[("fixed", "no")]);
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
