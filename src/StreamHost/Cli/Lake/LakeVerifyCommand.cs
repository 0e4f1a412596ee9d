using System.CommandLine;
using StreamReco.Models.Lake;
using StreamReco.Stages.Privacy;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Lake;

/// <summary><c>lake verify</c>: whether a lake is whole, or free of a user.</summary>
internal sealed class LakeVerifyCommand : CliCommand
{
    private readonly Option<string> _absent = new("--absent")
    {
        Description = "Look instead whether any row is of this user, or holds the id; exit code 1 if so.",
        HelpName = "USER",
    };

    public LakeVerifyCommand()
        : base("verify", "Read every file of the lake: checksums, no offset missing, no file that no commit names. Exit code 1 if anything is wrong.")
    {
        PipelineOptionSet.AddTo(this, PipelineOptionSet.Lake(), PipelineOptionSet.Group(), PipelineOptionSet.AuditState());
        Add(_absent);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("Is it whole", "streamreco lake verify --lake lake"),
        new("Is an erased user gone", "streamreco lake verify --lake lake --absent u42"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.LoadOptions();
        var lake = LakeOpening.Open(options, context.Time);
        var check = new LakeCheck(lake);
        var found = context.Value(_absent) is { } user
            ? await FindAsync(context, check, Pseudonymizer.Open(options.Pipeline.Privacy)?.Of(user) ?? user, cancel)
            : await Task.Run(() => check.Verify(cancel), cancel);
        foreach (var line in found)
        {
            context.Screen.Error.WriteLine(line);
        }

        if (found.Count == 0)
        {
            context.Screen.Output.WriteLine(context.Value(_absent) is null
                ? "The lake is whole: no offset is missing and every file is as it was written."
                : "No file of the lake holds a row of this user, or the id.");
        }

        return found.Count == 0 ? ExitCode.Ok : ExitCode.Failure;
    }

    /// <summary>Whether there is something of a person is a read of them, whichever the answer.</summary>
    private static async Task<IReadOnlyList<string>> FindAsync(CommandContext context, LakeCheck check, string user, CancellationToken cancel)
    {
        var found = await Task.Run(() => check.Find(user, cancel), cancel);
        await CommandAudit.RecordAsync(context, group: null, "lake verify --absent", user, found.Count > 0 ? "found" : "not found", cancel);
        return [.. found.Select(file => $"{file.Path} holds {file.Rows} rows of the user, or with the id.")];
    }
}
