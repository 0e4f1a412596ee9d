using System.CommandLine;
using Spectre.Console;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Statistics;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Replay;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Experiments;

/// <summary><c>experiments aa</c>: how often figures call arms different that are alike, on the shop's own log.</summary>
internal sealed class ExperimentsAaCommand : CliCommand
{
    private const string Id = "aa";

    private readonly Option<int> _salts = new Option<int>("--salts")
    {
        Description = "How many times users are drawn into two halves, each time by another salt.",
        HelpName = "N",
        DefaultValueFactory = _ => 1_000,
    }.Between(1, 1_000_000);

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "Makes the salts.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<string> _rule = ExperimentOptionSet.Rule("fixed");
    private readonly Option<double> _alpha = ExperimentOptionSet.Alpha();
    private readonly Option<string> _output = OutputOption.Of("How it is written.");

    public ExperimentsAaCommand()
        : base("aa",
            "Draw the users of the clicks topic into two halves that are treated alike, again and again, and count how often a report "
            + "calls them different. Exit code 1 if a metric does so more often than its level allows.")
    {
        Add(_salts);
        Add(_seed);
        Add(_rule);
        Add(_alpha);
        ExperimentOptionSet.AddLogTo(this);
        Add(_output);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("Check the figures at a level of 5 %, by a thousand drawings", "streamreco experiments aa"),
        new("Check them as experiments look by default, at any time", "streamreco experiments aa --rule anytime --salts 200"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.LoadOptions();
        var (salts, alpha) = (context.Value(_salts), context.Value(_alpha));
        var plan = new ExperimentPlan { Rule = ExperimentOptionSet.RuleOf(context.Value(_rule)!), Alpha = alpha };
        var log = new ExperimentLog(options, new GraphlessModels(options.Model), context.Time)
        {
            InPlace = new ExperimentDefinition(AaTest.Halves(Id, new byte[16]), plan),
        };
        var result = await ProgressDisplay.Run(context.Screen, context.Time, "drawing", line =>
        {
            log.Read((done, of) => line.Update(done, of * 2.0, $"{done:N0} records"), cancel);
            var test = new AaTest();
            foreach (var (ledger, _) in log.Ledgers)
            {
                test.Add(ledger, Id);
            }

            return test.Run(salts, context.Value(_seed), plan, done => line.Update(salts + done, salts * 2.0, $"{done:N0} drawings"), cancel);
        });
        if (result.Units == 0)
        {
            throw new UserErrorException(
                $"No user of topic '{options.Kafka.Clicks}' (Kafka:Clicks) saw a list: events have to name lists by recommendation_id (docs/EXPERIMENTS.md).");
        }

        Write(context, result, alpha, [.. log.Ledgers.Where(one => one.Ledger.IsFull).Select(one => one.Ledger.Count)]);
        return result.Metrics.Any(metric => metric.IsTooOften(alpha)) ? ExitCode.Failure : ExitCode.Ok;
    }

    private void Write(CommandContext context, AaResult result, double alpha, int[] full)
    {
        if (context.Value(_output) == "json")
        {
            ExperimentOptionSet.WriteJson(context, new
            {
                result.Drawings,
                result.Units,
                result.RatioOff,
                alpha,
                metrics = result.Metrics.Select(metric => new
                {
                    metric = ExperimentOptionSet.NameOf(metric.Metric),
                    metric.Judged,
                    metric.Significant,
                    isTooOften = metric.IsTooOften(alpha),
                }),
            });
            return;
        }

        context.Screen.Output.WriteLine(FormattableString.Invariant(
            $"{result.Units:N0} users who saw a list, drawn into halves {result.Drawings:N0} times; sample ratio called wrong {result.RatioOff} times at {SampleRatio.Level}"));
        foreach (var users in full)
        {
            context.Screen.Output.WriteLine($"a partition has more users than the {users:N0} that take part in experiments: the first ones were drawn");
        }

        var table = Cells.Table("metric", ">judged", ">called different", ">share", "beside the level");
        foreach (var metric in result.Metrics.Where(metric => metric.Judged > 0))
        {
            var error = Math.Sqrt(alpha * (1 - alpha) / metric.Judged);
            table.AddRow(
                Cells.Text(ExperimentOptionSet.NameOf(metric.Metric)), Cells.Number(metric.Judged), Cells.Number(metric.Significant),
                FormattableString.Invariant($"{metric.Share:0.0%}"), Cells.Text(FormattableString.Invariant(
                    $"{(metric.IsTooOften(alpha) ? "too often: intervals are wrong for these users; " : "")}{alpha:0.0%} ± {1.96 * error:0.0%}")));
        }

        context.Screen.Results.Write(table);
        foreach (var metric in result.Metrics.Where(metric => metric.Judged == 0))
        {
            context.Screen.Output.WriteLine($"{ExperimentOptionSet.NameOf(metric.Metric)}: nothing was counted");
        }
    }
}
