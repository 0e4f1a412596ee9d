using System.CommandLine;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Items;
using StreamReco.Models.Users;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Sql;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Users;

/// <summary>
/// What the commands on users share: where the state is, which model's space its vectors live in, whose state.
/// </summary>
internal sealed class UsersStore
{
    private readonly SettingOption _model = PipelineOptionSet.Model();

    private readonly Option<string> _group = new("--group")
    {
        Description = "Only the state of this consumer group; of all when left out.",
        HelpName = "NAME",
    };

    public void AddTo(Command command)
    {
        PipelineOptionSet.AddTo(command, PipelineOptionSet.State(), _model);
        command.Add(_group);
    }

    public string? Group(CommandContext context) => context.Value(_group);

    /// <summary>Opens the store; a file that is not there is not made.</summary>
    /// <exception cref="UserErrorException">There is no such SQLite file.</exception>
    public static async Task<IShardStore> OpenAsync(StreamRecoOptions options, CancellationToken cancel)
    {
        var connection = options.State.Connection;
        var store = ShardStoreFactory.Create(connection);
        if (StoreAddress.Missing(connection) is { } missing)
        {
            await store.DisposeAsync();
            throw new UserErrorException(missing);
        }

        await store.InitializeAsync(cancel);
        return store;
    }

    /// <summary>
    /// Reads states with the vectors of the model that served. Where no model was named and none stands in the default
    /// folder, vectors that are kept as history only stay out, and a line on standard error says so.
    /// </summary>
    /// <exception cref="ModelLoadException">The named model cannot be loaded.</exception>
    public UserStateCodec Codec(CommandContext context, StreamRecoOptions options)
    {
        var folder = options.Model.Directory;
        var isNamed = context.Value(_model) is not null;
        return new UserStateCodec(options.Pipeline.UserState, isNamed || Directory.Exists(folder)
            ? ModelArtifactLoader.Load(folder).Items
            : WithoutModel(context, folder));
    }

    private static ItemSpace WithoutModel(CommandContext context, string folder)
    {
        context.Screen.Error.WriteLine(
            $"No model in '{folder}' (--model): vectors are left out where the state does not hold them whole.");
        return UsersDump.WithoutModel();
    }
}
