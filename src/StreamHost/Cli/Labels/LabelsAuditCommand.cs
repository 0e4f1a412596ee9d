using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using StreamReco.Models.Lake;
using StreamReco.Models.Lake.Outcomes;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Lake;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Labels;

/// <summary><c>labels audit</c>: draws labels and looks each up in the clicks.</summary>
internal sealed class LabelsAuditCommand : CliCommand
{
    private const int CountDefault = 100;

    private readonly Option<int> _count = new("--count")
    {
        Description = "Labels that are drawn; half of them of items that something became of.",
        HelpName = "N",
        DefaultValueFactory = _ => CountDefault,
    };

    private readonly Option<int> _seed = new("--seed") { Description = "Seed of the draw.", HelpName = "N", DefaultValueFactory = _ => 1 };

    private readonly Option<string> _output = OutputOption.Of("A list of labels with their evidence.", "text");

    public LabelsAuditCommand()
        : base("audit", "Draw labels of the lake and look each up in the clicks, without the labelling. Exit code 1 if one is not what the clicks say.")
    {
        _count.AtLeast(1);
        PipelineOptionSet.AddTo(this, PipelineOptionSet.Lake());
        Add(_count);
        Add(_seed);
        Add(_output);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } = [new("A hundred, for the eye", "streamreco labels audit --lake lake --seed 7")];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var lake = LakeOpening.Open(context.LoadOptions(), context.Time);
        var drawn = await Task.Run(() => new OutcomeAudit(lake).Run(context.Value(_count), context.Value(_seed), cancel), cancel);
        var output = context.Screen.Output;
        if (context.Value(_output) == "json")
        {
            output.WriteLine(JsonSerializer.Serialize([.. drawn.Select(DrawnLabel.Of)], LabelsJson.Default.IReadOnlyListDrawnLabel));
        }
        else
        {
            foreach (var one in drawn)
            {
                Write(output, one);
            }

            output.WriteLine($"{drawn.Count(one => one.Holds):N0} of {drawn.Count:N0} labels are what the clicks say");
        }

        return drawn.All(one => one.Holds) ? ExitCode.Ok : ExitCode.Failure;
    }

    private static void Write(TextWriter output, AuditedLabel one)
    {
        var item = one.Item;
        output.WriteLine(
            $"{(one.Holds ? "holds" : "WRONG")}  {item.RecommendationId} to {item.UserId} as of {Time(item.AsOfMs)}: {item.ItemId} at place {item.Position}"
            + $"{(item.Source.Length > 0 ? $" by {item.Source}" : "")} is {OutcomeRows.NameOf(item.Outcome.Label)}, version {item.Version}"
            + (one.Holds ? "" : $"; the clicks say {OutcomeRows.NameOf(one.Expected)}"));
        foreach (var click in one.Evidence)
        {
            output.WriteLine($"       {click.Type} at {Time(click.EventMs)}, {click.Partition}@{click.Offset}");
        }
    }

    private static string Time(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture) + "Z";
}
