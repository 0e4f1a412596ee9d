using System.CommandLine;
using System.Text.Json;
using StreamReco.Stages.Privacy;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Lineage;

/// <summary><c>lineage user ID</c>: the models that learned from a user, those before an erasure above all.</summary>
internal sealed class LineageUserCommand : CliCommand
{
    private readonly Argument<string> _user = new("USER") { Description = "The user's id, in clear; one who was erased is found, too." };

    private readonly Option<bool> _log = new("--log")
    {
        Description = "Look into the topic of erasures, too, for models that were trained from a topic; needs Privacy:ErasureKeyFile.",
    };

    private readonly Option<string> _output = OutputOption.Of("The lineage as one object.", "text");

    public LineageUserCommand()
        : base(
            "user",
            "Which models learned from a user, and which of them did before the user was erased: for the decision to train anew. "
            + "Exit code 1 if a model saw, or may have seen, a user who was erased afterwards.")
    {
        Add(_user);
        PipelineOptionSet.AddTo(
            this, PipelineOptionSet.Bootstrap(), PipelineOptionSet.Group(), PipelineOptionSet.Clicks(), PipelineOptionSet.Erasures(),
            PipelineOptionSet.Model(), PipelineOptionSet.Lake(), PipelineOptionSet.AuditState());
        Add(_log);
        Add(_output);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("By the lake", "streamreco lineage user u42 --lake lake --model model"),
        new(
            "By the log of the clicks, too",
            "streamreco lineage user u42 --lake lake --model model --log --bootstrap k1:9092 --set Privacy:ErasureKeyFile=erasure.key"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var (options, user) = (context.LoadOptions(), context.Parse.GetValue(_user)!);
        var stateId = Pseudonymizer.Open(options.Pipeline.Privacy)?.Of(user) ?? user;
        await CommandAudit.RecordAsync(context, group: null, "lineage user", stateId, "begun", cancel);
        var lineage = await new UserLineageReader(options, context.Time).ReadAsync(user, context.Value(_log), cancel);
        if (context.Value(_output) == "json")
        {
            context.Screen.Output.WriteLine(JsonSerializer.Serialize(lineage, LineageJson.Default.UserLineage));
        }
        else
        {
            Write(context.Screen.Output, lineage);
        }

        return lineage.Models.Any(model => model.IsErased) ? ExitCode.Failure : ExitCode.Ok;
    }

    private static void Write(TextWriter output, UserLineage lineage)
    {
        foreach (var file in lineage.Files)
        {
            output.WriteLine($"held     {file}");
        }

        foreach (var erasure in lineage.Erasures)
        {
            output.WriteLine($"erased   {LineageText.Time(erasure.At)}, {erasure.Rows:N0} rows of {erasure.Path}, {erasure.Commit}");
        }

        if (lineage.Log is { } log)
        {
            output.WriteLine(
                $"erased   {LineageText.Time(log.RequestedAt)} in {log.Topic}, at "
                + string.Join(", ", log.Offsets.Select((offset, partition) => $"{partition}@{offset}")));
        }

        foreach (var sight in lineage.Models)
        {
            var when = sight.IsErased ? " before the erasure" : "";
            output.WriteLine($"model    {sight.Model.Name} {sight.Model.Version} in {sight.Model.Folder} {sight.Sight} the user{when}: {sight.Why}");
        }

        foreach (var sentence in lineage.NotJudged)
        {
            output.WriteLine($"unknown  {sentence}");
        }

        if (lineage.Models.Count == 0)
        {
            output.WriteLine("No model that could be judged has seen this user.");
        }
    }
}
