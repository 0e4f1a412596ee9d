using System.CommandLine;
using StreamReco.Models.Artifacts;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Users;
using StreamReco.StreamHost.Sql;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.State;

/// <summary><c>backup</c>: state and model, of one moment, while nodes run.</summary>
internal sealed class BackupCommand : CliCommand
{
    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "A folder that is not there yet.",
        HelpName = "FOLDER",
        Required = true,
    };

    public BackupCommand()
        : base("backup", "Copy the state of all shards, as of one moment, and the model into a folder; nodes may run meanwhile.")
    {
        PipelineOptionSet.AddTo(this, PipelineOptionSet.State(), PipelineOptionSet.Model());
        Add(_output);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("From PostgreSQL, while nodes run", "streamreco backup --state \"Host=db;Database=reco\" --model model --output backup-1")];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.LoadOptions();
        var folder = context.Value(_output)!;
        OutputPlace.CheckName("--output", folder);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new UserErrorException($"--output '{folder}' is there already; a backup wants a folder of its own.", ExitCode.Usage);
        }

        await using (await UsersStore.OpenAsync(options, cancel))
        {
            // A state database that is not there is an error, and not made.
        }

        var manifest = ModelArtifactLoader.LoadManifest(options.Model.Directory);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"--output '{folder}' cannot be made: {e.Message}", ExitCode.Failure, e);
        }

        await using var task = CommandTask.Begin(context, options, "backup", folder);
        var copied = await ProgressDisplay.RunAsync(task.Screen, context.Time, "users", line =>
            new StateCopy(options.State.Connection, BackupFolder.State(folder)).RunAsync(
                (rows, all) => line.Update(rows, all, $"{rows:N0} users"), cancel));
        BackupFolder.CopyModel(options.Model.Directory, BackupFolder.Model(folder));
        await BackupFolder.SealAsync(folder, copied, manifest.Version, context.Time.GetUtcNow(), cancel);
        context.Screen.Output.WriteLine(
            $"{copied.Shards:N0} shards, {copied.Users:N0} users and model {manifest.Version} are in {folder}.");
        return ExitCode.Ok;
    }
}
