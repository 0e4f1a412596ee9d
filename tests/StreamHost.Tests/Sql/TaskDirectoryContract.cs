using StreamReco.StreamHost.Hosting;
using StreamReco.StreamHost.Http.Admin;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Sql;
using StreamReco.StreamHost.Tasks;
using StreamReco.TestKit.Time;

namespace StreamReco.StreamHost.Tests.Sql;

/// <summary>What the directory of tasks promises on every database.</summary>
public abstract class TaskDirectoryContract
{
    private static readonly DateTimeOffset _now = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);
    private static readonly TaskState _training = new("training", "models/a", "epoch 2", 12.5, 100, "%", 71.5, _now.AddMinutes(-5));
    private static readonly TaskState _reading = new("replay", "r", "", 0, 0, "%", null, _now);

    /// <summary>A database with the state's schema, and nothing in it.</summary>
    protected abstract Task<string> CreateAsync();

    protected async Task A_process_has_the_tasks_that_it_said_last()
    {
        var directory = await OpenAsync();
        await directory.PutAsync("p", "b:2", _now, [_training, _reading], default);
        await directory.PutAsync("p", "a:1", _now, [_reading], default);
        await directory.PutAsync("other", "a:1", _now, [_reading], default);

        (await directory.TasksAsync("p", default)).ShouldBe(
            [new("a:1", _reading, _now), new("b:2", _training, _now), new("b:2", _reading, _now)]);
        await directory.PutAsync("p", "b:2", _now.AddSeconds(2), [_reading], default);
        await directory.PutAsync("p", "a:1", _now, [], default);

        (await directory.TasksAsync("p", default)).ShouldBe([new TaskEntry("b:2", _reading, _now.AddSeconds(2))]);
    }

    protected async Task Who_fell_silent_is_told_as_such_for_an_hour_and_then_forgotten()
    {
        var directory = await OpenAsync();
        await directory.PutAsync("p", "killed:1", _now, [_training], default);
        var entries = await directory.TasksAsync("p", default);

        PublishedTasks.Of(entries, _now.AddSeconds(4)).Single().SilentSeconds.ShouldBeNull();
        var silent = PublishedTasks.Of(entries, _now.AddSeconds(30)).Single();
        (silent.SilentSeconds, silent.EtaSeconds).ShouldBe((30, null));
        PublishedTasks.Of(entries, _now.AddHours(2)).ShouldBeEmpty();
        await directory.PutAsync("p", "b:2", _now.AddHours(2), [], default);

        (await directory.TasksAsync("p", default)).ShouldBeEmpty();
    }

    protected async Task A_publisher_gives_signs_of_life_and_takes_its_tasks_away_at_the_end()
    {
        var connection = await CreateAsync();
        var (time, directory) = (new ManualTimeProvider(), new SqlTaskDirectory(connection));
        await directory.InitializeAsync(default);
        var board = new TaskBoard(time);
        using var task = board.Begin("training", "m", "%", 100);
        var options = new StreamRecoOptions { State = new StateOptions { Connection = connection } };
        IReadOnlyList<TaskEntry> Seen() => directory.TasksAsync(options.Kafka.Group, default).GetAwaiter().GetResult();

        await using (TaskPublisher.Start(board, options, time, away: null))
        {
            await Waiting.UntilAsync("it is seen", () => Seen() is [{ Task.Done: 0 }], TimeSpan.FromSeconds(60));
            task.Update(50, 100, "epochs");
            await time.WaitForTimersAsync(1);
            time.Advance(TimeSpan.FromSeconds(2));
            await Waiting.UntilAsync("it has moved", () => Seen() is [{ Task.Done: 50 }], TimeSpan.FromSeconds(60));
            Seen().Single().SeenAt.ShouldBe(time.GetUtcNow());
        }

        Seen().ShouldBeEmpty();
    }

    private async Task<SqlTaskDirectory> OpenAsync()
    {
        var directory = new SqlTaskDirectory(await CreateAsync());
        await directory.InitializeAsync(default);
        return directory;
    }
}

public sealed class SqliteTaskDirectoryTests : TaskDirectoryContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task Said() => A_process_has_the_tasks_that_it_said_last();

    [Fact]
    public Task Silence() => Who_fell_silent_is_told_as_such_for_an_hour_and_then_forgotten();

    [Fact]
    public Task Published() => A_publisher_gives_signs_of_life_and_takes_its_tasks_away_at_the_end();

    [Fact]
    public async Task A_database_that_is_not_there_is_told_once_and_not_made()
    {
        var (time, told) = (new ManualTimeProvider(), new List<string>());
        var file = Path.Combine(_folder.Path, "none.db");
        var options = new StreamRecoOptions { State = new StateOptions { Connection = file } };

        await using (TaskPublisher.Start(new TaskBoard(time), options, time, told.Add))
        {
            for (var turn = 0; turn < 3; turn++)
            {
                await time.WaitForTimersAsync(1);
                time.Advance(TimeSpan.FromSeconds(2));
            }
        }

        told.ShouldHaveSingleItem().ShouldContain(file);
        File.Exists(file).ShouldBeFalse();
    }

    protected override async Task<string> CreateAsync()
    {
        var file = Path.Combine(_folder.Path, "state.db");
        await using var store = ShardStoreFactory.Create(file);
        await store.InitializeAsync(default);
        return file;
    }
}

[Collection("postgres")]
public sealed class PostgresTaskDirectoryTests(PostgresServer server) : TaskDirectoryContract
{
    [PostgresFact]
    public Task Said() => A_process_has_the_tasks_that_it_said_last();

    [PostgresFact]
    public Task Silence() => Who_fell_silent_is_told_as_such_for_an_hour_and_then_forgotten();

    [PostgresFact]
    public Task Published() => A_publisher_gives_signs_of_life_and_takes_its_tasks_away_at_the_end();

    protected override Task<string> CreateAsync() => server.CreateSchemaAsync();
}
