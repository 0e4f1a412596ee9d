using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Sql;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Cli;

namespace StreamReco.StreamHost.Tests.Sql;

[Collection("postgres")]
public sealed class StateCopyTests(PostgresServer server) : IDisposable
{
    private const int Users = 300;

    private static readonly ShardId _shard = new("p", "clicks", 0);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task A_copy_of_SQLite_is_of_one_moment_whatever_is_stored_meanwhile() => CopiesOneMomentAsync(NewFile());

    [PostgresFact]
    public async Task A_copy_of_PostgreSQL_is_of_one_moment_and_comes_back()
    {
        var copy = await CopiesOneMomentAsync(await server.CreateSchemaAsync());
        var back = await server.CreateSchemaAsync();

        var copied = await new StateCopy(copy, back).RunAsync((_, _) => { }, default);

        copied.ShouldBe(new StateCopied(1, Users));
        (await ReadAsync(back)).ShouldBe(await ReadAsync(copy));
    }

    [Fact]
    public async Task A_backup_is_restored_into_an_empty_database_only_and_only_if_it_is_whole()
    {
        var (state, folder, restored) = (NewFile(), Path.Combine(_folder.Path, "backup"), NewFile());
        await using (var store = ShardStoreFactory.Create(state))
        {
            await store.InitializeAsync(default);
            await StoreAsync(store, await store.AcquireAsync(_shard, "a", default), 1);
        }

        var backup = await CommandLineRun.OfAsync("backup", "--state", state, "--model", PathModel.Directory, "--output", folder);
        var model = Path.Combine(_folder.Path, "model");
        var first = await CommandLineRun.OfAsync("restore", folder, "--state", restored, "--model", model);
        var again = await CommandLineRun.OfAsync("restore", folder, "--state", restored, "--model", model + "2");
        await File.AppendAllTextAsync(Path.Combine(folder, "state.db"), "x");
        var damaged = await CommandLineRun.OfAsync("restore", folder, "--state", NewFile(), "--model", model + "3");
        await File.WriteAllTextAsync(Path.Combine(folder, "backup.json"), "[]");
        var scribbled = await CommandLineRun.OfAsync("restore", folder, "--state", NewFile(), "--model", model + "3");

        backup.ExitCode.ShouldBe(ExitCode.Ok, backup.Error);
        first.ExitCode.ShouldBe(ExitCode.Ok, first.Error);
        (await ReadAsync(restored)).ShouldBe(await ReadAsync(state));
        File.Exists(Path.Combine(model, "manifest.json")).ShouldBeTrue();
        again.Error.ShouldContain("holds a state already");
        damaged.Error.ShouldContain("is damaged");
        scribbled.Error.ShouldContain("backup.json' is damaged: the file must be an object.");
    }

    /// <summary>Each save gives every user and the offset the same number: a copy with two numbers is of two moments.</summary>
    private async Task<string> CopiesOneMomentAsync(string from)
    {
        await using var store = ShardStoreFactory.Create(from);
        await store.InitializeAsync(default);
        var lease = await store.AcquireAsync(_shard, "a", default);
        await StoreAsync(store, lease, 1);
        using var enough = new CancellationTokenSource();
        var saving = Task.Run(async () =>
        {
            for (byte number = 2; !enough.IsCancellationRequested; number = (byte)Math.Max(2, number + 1))
            {
                await StoreAsync(store, lease, number);
            }
        });
        var copy = "";
        for (var i = 0; i < 5; i++)
        {
            copy = NewFile();
            await new StateCopy(from, copy).RunAsync((_, _) => { }, default);
            (await ReadAsync(copy)).Distinct().Count().ShouldBe(1);
        }

        await enough.CancelAsync();
        await saving;
        return copy;
    }

    private static Task StoreAsync(IShardStore store, ShardLease lease, byte number) => store.SaveAsync(
        lease,
        new SnapshotDelta(number, new[] { number }, [.. Enumerable.Range(0, Users).Select(i => new StoredUser($"u{i}", new[] { number }))]),
        default);

    /// <summary>The number of the shard's offset, then of each user.</summary>
    private static async Task<List<long>> ReadAsync(string connection)
    {
        await using var store = ShardStoreFactory.Create(connection);
        await store.InitializeAsync(default);
        var numbers = new List<long> { (await store.LoadAsync(_shard, default))!.NextOffset };
        await foreach (var user in store.ReadUsersAsync(_shard, default))
        {
            numbers.Add(user.State.Span[0]);
        }

        return numbers;
    }

    private string NewFile() => Path.Combine(_folder.Path, $"{Guid.NewGuid():n}.db");
}
