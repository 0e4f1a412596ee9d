using System.Text;
using Microsoft.Data.Sqlite;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Tests.Sql;

public sealed class SqliteErrorTests : IDisposable
{
    private static readonly ShardId _shard = new("shop", "clicks", 0);

    private readonly TemporaryFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "state.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_database_that_another_program_locks_is_unavailable_until_it_lets_go()
    {
        await using var store = ShardStoreFactory.Create(File, new StateOptions { BusyTimeoutMs = 50 });
        await store.InitializeAsync(default);
        var lease = await store.AcquireAsync(_shard, "a", default);
        using (var other = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            other.Open();
            using var transaction = other.BeginTransaction(deferred: false);
            var e = await Should.ThrowAsync<StoreUnavailableException>(() => store.SaveAsync(lease, Delta(1), default));
            e.Message.ShouldBe($"The state database at State:Connection={File} is locked by another program (waited 50 ms).");
            (await store.LoadAsync(_shard, default)).ShouldBeNull();
        }

        await store.SaveAsync(lease, Delta(1), default);
    }

    [Fact]
    public async Task A_full_database_keeps_the_last_save_whole()
    {
        await using var store = ShardStoreFactory.Create(File, new StateOptions { SqliteSizeMaxMb = 1 });
        await store.InitializeAsync(default);
        var lease = await store.AcquireAsync(_shard, "a", default);
        await store.SaveAsync(lease, Delta(1, 1_000), default);
        var e = await Should.ThrowAsync<StoreUnavailableException>(() => store.SaveAsync(lease, Delta(2, 20_000), default));
        e.Message.ShouldContain("is full: free disk space, or raise State:SqliteSizeMaxMb=1");
        var snapshot = (await store.LoadAsync(_shard, default)).ShouldNotBeNull();
        (snapshot.NextOffset, snapshot.HasUsers).ShouldBe((1, true));
        await store.SaveAsync(lease, Delta(3, 1_000), default);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_unavailable()
    {
        await System.IO.File.WriteAllTextAsync(File, "a file, not a folder");
        await using var store = ShardStoreFactory.Create(Path.Combine(File, "state.db"));
        (await Should.ThrowAsync<StoreUnavailableException>(() => store.InitializeAsync(default))).Message
            .ShouldContain("cannot be created");
    }

    [Fact]
    public async Task A_file_that_is_a_folder_cannot_be_opened()
    {
        await using var store = ShardStoreFactory.Create(_folder.Path);
        (await Should.ThrowAsync<StoreUnavailableException>(() => store.InitializeAsync(default))).Message
            .ShouldContain("cannot be opened");
    }

    [UnprivilegedFact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task A_read_only_folder_is_unavailable()
    {
        System.IO.File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            await using var store = ShardStoreFactory.Create(File);
            await Should.ThrowAsync<StoreUnavailableException>(() => store.InitializeAsync(default));
        }
        finally
        {
            System.IO.File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_told_apart()
    {
        await System.IO.File.WriteAllTextAsync(File, string.Concat(Enumerable.Repeat("This is a letter. ", 500)));
        await using var store = ShardStoreFactory.Create(File);
        (await Should.ThrowAsync<StoreFormatException>(() => store.InitializeAsync(default))).Message
            .ShouldBe($"The state database at State:Connection={File} is not a SQLite database: point the setting to another file.");
    }

    [Fact]
    public async Task A_damaged_database_is_told_apart()
    {
        await using (var store = ShardStoreFactory.Create(File))
        {
            await store.InitializeAsync(default);
            await store.SaveAsync(await store.AcquireAsync(_shard, "a", default), Delta(1, 5_000), default);
        }

        await using (var file = System.IO.File.OpenWrite(File))
        {
            file.Position = 4096;
            file.Write(Enumerable.Repeat((byte)0xA5, (int)file.Length - 8192).ToArray());
        }

        await using var damaged = ShardStoreFactory.Create(File);
        (await Should.ThrowAsync<StoreFormatException>(() => damaged.LoadAsync(_shard, default))).Message
            .ShouldContain("is damaged");
    }

    [Fact]
    public async Task Reading_neither_makes_a_file_nor_tables()
    {
        await using var store = ShardStoreFactory.Create(File);
        await Should.ThrowAsync<StoreUnavailableException>(() => store.ListShardsAsync(default));
        System.IO.File.Exists(File).ShouldBeFalse();
        await System.IO.File.WriteAllBytesAsync(File, []);
        (await Should.ThrowAsync<StoreFormatException>(() => store.ListShardsAsync(default))).Message
            .ShouldContain("no StreamReco tables");
    }

    [Fact]
    public async Task A_newer_schema_is_left_alone()
    {
        await using var store = ShardStoreFactory.Create(File);
        await store.InitializeAsync(default);
        using var other = new SqliteConnection($"Data Source={File};Pooling=False");
        other.Open();
        using var command = other.CreateCommand();
        command.CommandText = "UPDATE streamreco_meta SET schema_version = 99";
        command.ExecuteNonQuery();
        (await Should.ThrowAsync<StoreFormatException>(() => store.InitializeAsync(default))).Message
            .ShouldContain("schema version 99");
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(8)]
    [InlineData(10)]
    [InlineData(13)]
    [InlineData(14)]
    public void Faults_of_the_machine_are_worth_another_try(int code) => Should.Throw<StoreUnavailableException>(
        () => Faults().ThrowTranslated(new SqliteException("it failed", code))).Message.ShouldContain($"State:Connection={File} ");

    [Fact]
    public void A_bug_surfaces_as_it_is()
    {
        Should.NotThrow(() => Faults().ThrowTranslated(new SqliteException("near \"SELEKT\": syntax error", 1)));
        Should.NotThrow(() => Faults().ThrowTranslated(new InvalidOperationException()));
    }

    private SqliteErrors Faults() => new(StoreAddress.Parse(File), new StateOptions());

    private static SnapshotDelta Delta(long nextOffset, int users = 0) => new(
        nextOffset,
        new byte[10],
        [.. Enumerable.Range(0, users).Select(i => new StoredUser($"user {i}", Encoding.UTF8.GetBytes(new string('s', 200))))]);
}
