using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using StreamReco.Models.Lake;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Lake;

/// <summary><c>lake status</c>: how far each partition is, and what it holds.</summary>
internal sealed class LakeStatusCommand : CliCommand
{
    private readonly Option<string> _output = OutputOption.Of("How it is written; json is an array of partitions.");

    public LakeStatusCommand()
        : base("status", "How far each partition of the lake is, what it holds, and what became of its offsets.")
    {
        PipelineOptionSet.AddTo(this, PipelineOptionSet.Lake());
        Add(_output);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } = [new("Show how far a lake is", "streamreco lake status --lake lake")];

    public override Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var partitions = LakeStatus.Of(LakeOpening.Open(context.LoadOptions(), context.Time));
        var output = context.Screen.Output;
        if (context.Value(_output) == "json")
        {
            output.WriteLine(JsonSerializer.Serialize(partitions, LakeStatusJson.Default.IReadOnlyListLakeStatus));
            return Task.FromResult(ExitCode.Ok);
        }

        output.WriteLine("stream   partition          from            to  files        bytes  newest received            rows");
        foreach (var one in partitions)
        {
            output.WriteLine(
                $"{one.Stream,-8} {one.Partition,9} {one.From,13} {one.To,13} {one.Files,6} {one.Bytes,12:N0}  {one.NewestReceived ?? "-",-25}  "
                + string.Join(", ", one.Rows.Select(table => $"{table.Value:N0} {table.Key}")));
        }

        foreach (var one in partitions)
        {
            var verdicts = one.Verdicts.Select(verdict => $"{verdict.Value:N0} {verdict.Key.Replace('_', ' ')}");
            output.WriteLine(
                $"{one.Stream} {one.Partition}: {string.Join(", ", verdicts)}; {one.Commits:N0} commits, {one.Rewrites:N0} replacements of files");
        }

        return Task.FromResult(ExitCode.Ok);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<LakeStatus>))]
internal sealed partial class LakeStatusJson : JsonSerializerContext;
