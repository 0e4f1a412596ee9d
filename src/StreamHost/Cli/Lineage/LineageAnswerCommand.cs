using System.CommandLine;
using System.Text.Json;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Lineage;

/// <summary><c>lineage answer ID</c>: the click, the model, its training, and the files of the lake behind an answer.</summary>
internal sealed class LineageAnswerCommand : CliCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The answer's recommendation_id, for instance 3-1710-A." };

    private readonly Option<string> _output = OutputOption.Of("How it is written; json is one object.", "text");

    public LineageAnswerCommand()
        : base("answer", "Follow an answer back: its click, the model that made it, what that was trained on, and the files of the lake.")
    {
        Add(_id);
        PipelineOptionSet.AddTo(
            this, PipelineOptionSet.Bootstrap(), PipelineOptionSet.Clicks(), PipelineOptionSet.Recommendations(), PipelineOptionSet.Model(),
            PipelineOptionSet.Lake());
        Add(_output);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("An answer of the topic", "streamreco lineage answer 3-1710-A --bootstrap k1:9092 --model model --lake lake"),
        new("For programs", "streamreco lineage answer 3-1710-A --output json"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var (id, reader) = (context.Parse.GetValue(_id)!, new LineageReader(context.LoadOptions(), context.Time));
        AnswerId.Parse(id);
        var lineage = await ProgressDisplay.Run(
            context.Screen, context.Time, "looking for the answer",
            line => reader.Read(id, (done, of) => line.Update(done, of, $"{done:N0} answers"), cancel));
        var output = context.Screen.Output;
        if (context.Value(_output) == "json")
        {
            output.WriteLine(JsonSerializer.Serialize(lineage, LineageJson.Default.AnswerLineage));
        }
        else
        {
            Write(output, lineage);
        }

        return lineage.Answer is null && lineage.Click is null ? ExitCode.Failure : ExitCode.Ok;
    }

    private static void Write(TextWriter output, AnswerLineage lineage)
    {
        if (lineage.Answer is { } answer)
        {
            WriteAnswer(output, lineage, answer);
        }

        if (lineage.Click is { } click)
        {
            output.WriteLine(
                $"click    {click.At}, {click.Type} of {string.Join(", ", click.Items)} by {click.UserId} at {LineageText.Time(click.EventTime)}, "
                + $"received {LineageText.Time(click.Received)}");
        }

        if (lineage.Model is { } model)
        {
            LineageText.Write(output, model);
        }

        foreach (var file in lineage.Lake)
        {
            output.WriteLine($"lake     {file.Path}, {file.Rows:N0} rows, SHA-256 {file.Sha256}");
        }

        foreach (var missing in lineage.Missing)
        {
            output.WriteLine($"missing  {missing}");
        }
    }

    private static void WriteAnswer(TextWriter output, AnswerLineage lineage, JsonElement answer)
    {
        output.WriteLine($"answer   {lineage.AnswerAt}, to {Text(answer, "user_id")}, as of {Text(answer, "as_of")}");
        if (!answer.TryGetProperty("items", out var items) || items.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (var item in items.EnumerateArray())
        {
            var reason = item.TryGetProperty("reason", out var given) && given.ValueKind == JsonValueKind.Object ? given : default;
            output.WriteLine($"item     {Text(item, "item_id")}: {Because(reason)}");
        }
    }

    private static string Because(JsonElement reason)
    {
        if (reason.ValueKind != JsonValueKind.Object)
        {
            return "no reason is given";
        }

        var source = Text(reason, "source");
        var items = reason.TryGetProperty("because_of", out var list) && list.ValueKind == JsonValueKind.Array
            ? string.Join(", ", list.EnumerateArray().Select(one => one.ToString())) : "";
        return Text(reason, "kind") + (source.Length > 0 ? $" by {source}" : "") + (items.Length > 0 ? $", because of {items}" : "");
    }

    private static string Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.ToString() : "";
}
