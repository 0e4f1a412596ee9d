using System.CommandLine;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Sql;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.State;

/// <summary><c>restore</c>: a backup into an empty state database and a model folder.</summary>
internal sealed class RestoreCommand : CliCommand
{
    private readonly Argument<string> _folder = new("FOLDER") { Description = "What 'backup' made." };

    public RestoreCommand()
        : base("restore", "Put a backup's state into an empty database, of either kind, and its model into a folder.")
    {
        Add(_folder);
        PipelineOptionSet.AddTo(this, PipelineOptionSet.NewState(), PipelineOptionSet.NewModel());
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("Into a new file", "streamreco restore backup-1 --state restored.db --model restored-model")];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var options = context.LoadOptions();
        var folder = context.Parse.GetValue(_folder)!;
        var note = await BackupFolder.OpenAsync(folder, cancel);
        if (Directory.Exists(options.Model.Directory))
        {
            throw new UserErrorException($"Model:Directory (--model) '{options.Model.Directory}' is there already; name a new folder.");
        }

        try
        {
            await ProgressDisplay.RunAsync(context.Screen, context.Time, "users", line =>
                new StateCopy(BackupFolder.State(folder), options.State.Connection).RunAsync(
                    (rows, all) => line.Update(rows, all, $"{rows:N0} users"), cancel));
        }
        catch (InvalidOperationException e)
        {
            throw new UserErrorException($"{e.Message} A backup is restored into an empty database (--state).", ExitCode.Failure, e);
        }

        BackupFolder.CopyModel(BackupFolder.Model(folder), options.Model.Directory);
        context.Screen.Output.WriteLine(
            $"{note.Shards:N0} shards and {note.Users:N0} users are in {ShardStoreFactory.Describe(options.State.Connection)}, "
            + $"model {note.Model} in {options.Model.Directory}; nodes of the same group go on from there.");
        return ExitCode.Ok;
    }
}
