using System.CommandLine;
using System.Text.Json;
using StreamReco.Models.Artifacts;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Lineage;

/// <summary><c>lineage model DIR|VERSION</c>: from a model to its spans, its files, and what became of these.</summary>
internal sealed class LineageModelCommand : CliCommand
{
    private readonly Argument<string> _model = new("DIR|VERSION") { Description = "The model's folder, or its version among those of --model and Model:Versions." };

    private readonly Option<string> _output = OutputOption.Of("The lineage as one object.", "text");

    public LineageModelCommand()
        : base(
            "model",
            "Follow a model back: what it was trained on by offsets, files and checksums, under which rules, and what became of the files since. "
            + "Exit code 1 if that cannot be proven.")
    {
        Add(_model);
        PipelineOptionSet.AddTo(this, PipelineOptionSet.Model(), PipelineOptionSet.Lake());
        Add(_output);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("A folder", "streamreco lineage model model --lake lake"),
        new("The version of an answer, for programs", "streamreco lineage model 3f2a9c81d0e4 --lake lake --output json"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.LoadOptions();
        var model = KnownModels.Find(context.Parse.GetValue(_model)!, options.Model);
        var lineage = await Task.Run(() => new ModelLineageReader(options, context.Time).Read(model), cancel);
        if (context.Value(_output) == "json")
        {
            context.Screen.Output.WriteLine(JsonSerializer.Serialize(lineage, LineageJson.Default.ModelLineage));
        }
        else
        {
            Write(context.Screen.Output, lineage);
        }

        return lineage.Missing.Count == 0 ? ExitCode.Ok : ExitCode.Failure;
    }

    private static void Write(TextWriter output, ModelLineage lineage)
    {
        LineageText.Write(output, lineage.Model);
        if (lineage.Origin is { } origin)
        {
            WriteOrigin(output, origin);
        }

        foreach (var span in lineage.Spans)
        {
            var proof = span.IsProven switch { true => ", the list is proven", false => ", the list is another one", null => "" };
            output.WriteLine($"span     {span.Source} of partition {span.Partition}, offsets {span.From} to {span.To}{proof}");
            foreach (var file in span.Files)
            {
                var fate = file.Fate == FileFate.There ? "there" : $"{file.Fate} {LineageText.Time(file.Since)}{Arrow(file.ReplacedBy)}";
                output.WriteLine($"file     {file.Path}, {file.Rows:N0} rows, SHA-256 {LineageText.Sum(file.Sha256)}: {fate}");
            }
        }

        foreach (var missing in lineage.Missing)
        {
            output.WriteLine($"missing  {missing}");
        }
    }

    private static void WriteOrigin(TextWriter output, TrainingOrigin origin)
    {
        var where = origin.Kind switch
        {
            TrainingOrigin.OfLake => $"lake {origin.Lake} of topic {origin.Topic}",
            TrainingOrigin.OfTopic => $"topic {origin.Topic}",
            _ => "files",
        };
        var filters = string.Concat(origin.Filters.Select(filter => $", {filter.Key} {filter.Value}"));
        output.WriteLine($"source   {where}{filters}");
        var policies = string.Concat(origin.Policies.Select(policy => $", {policy.Key} {string.Join(" then ", policy.Value)}"));
        var nodes = origin.NodeRules.Count > 0 ? $", of the nodes {string.Join(" then ", origin.NodeRules)}" : "";
        output.WriteLine($"rules    {origin.Rules}{nodes}{policies}, program {origin.Code}");
        if (origin.LeftOut.Count > 0)
        {
            output.WriteLine($"left out {string.Join(", ", origin.LeftOut.Select(reason => $"{reason.Value:N0} {reason.Key}"))}");
        }

        foreach (var file in origin.Files)
        {
            output.WriteLine($"file     {file.Name} ({file.Role}), {file.Bytes:N0} bytes, SHA-256 {file.Sha256}");
        }
    }

    private static string Arrow(IReadOnlyList<string> files) => files.Count > 0 ? $", now in {string.Join(", ", files)}" : "";
}
