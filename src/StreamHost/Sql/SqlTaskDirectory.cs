using Dapper;
using StreamReco.StreamHost.Tasks;

namespace StreamReco.StreamHost.Sql;

/// <summary>
/// What processes without an HTTP side are busy with: a training, a replay, a backup, a node that is starting. A row a
/// task, with its last sign of life; whoever was killed leaves it behind, and is known by its silence.
/// </summary>
/// <param name="connection">The setting <c>State:Connection</c>.</param>
internal sealed class SqlTaskDirectory(string connection)
{
    /// <summary>A silent task is shown for so long; then it is history.</summary>
    public const long KeptMs = 3_600_000;

    private const string Table =
        """
        CREATE TABLE IF NOT EXISTS streamreco_tasks (
            pipeline TEXT NOT NULL, process TEXT NOT NULL, number INTEGER NOT NULL, kind TEXT NOT NULL, about TEXT NOT NULL,
            detail TEXT NOT NULL, done DOUBLE PRECISION NOT NULL, total DOUBLE PRECISION NOT NULL, unit TEXT NOT NULL,
            eta_seconds DOUBLE PRECISION NOT NULL, started_at_ms BIGINT NOT NULL, seen_at_ms BIGINT NOT NULL,
            PRIMARY KEY (pipeline, process, number))
        """;

    private readonly DirectoryConnection _database = new(connection, "tasks");

    /// <summary>Creates the table; safe to call from many processes at once.</summary>
    /// <exception cref="Stages.Ports.StoreUnavailableException">The database is away, or not there yet.</exception>
    public Task InitializeAsync(CancellationToken cancel) => _database.CreateAsync(Table, cancel);

    /// <summary>Puts a process's tasks in the place of those that it had, and clears away what is history.</summary>
    /// <inheritdoc cref="InitializeAsync" path="/exception"/>
    public Task PutAsync(
        string pipeline, string process, DateTimeOffset now, IReadOnlyList<TaskState> tasks, CancellationToken cancel) =>
        _database.RunAsync(
            async connection =>
            {
                var seenAtMs = now.ToUnixTimeMilliseconds();
                await using var inside = await BriefTransaction.BeginAsync(connection, cancel);
                await connection.ExecuteAsync(DirectoryConnection.Command(
                    "DELETE FROM streamreco_tasks WHERE (pipeline = @pipeline AND process = @process) OR seen_at_ms < @old",
                    new { pipeline, process, old = seenAtMs - KeptMs }, cancel, inside));
                foreach (var (number, task) in tasks.Index())
                {
                    await connection.ExecuteAsync(DirectoryConnection.Command(
                        """
                        INSERT INTO streamreco_tasks VALUES (@pipeline, @process, @number, @Kind, @Of, @Detail, @Done, @Total, @Unit,
                            @eta, @startedAtMs, @seenAtMs)
                        """,
                        new
                        {
                            pipeline,
                            process,
                            number,
                            task.Kind,
                            task.Of,
                            task.Detail,
                            task.Done,
                            task.Total,
                            task.Unit,
                            eta = task.EtaSeconds ?? -1,
                            startedAtMs = task.StartedAt.ToUnixTimeMilliseconds(),
                            seenAtMs,
                        },
                        cancel, inside));
                }

                await inside.CommitAsync(cancel);
                return tasks.Count;
            },
            cancel);

    /// <summary>All tasks of a pipeline, by process; those of processes that died among them.</summary>
    /// <inheritdoc cref="InitializeAsync" path="/exception"/>
    public Task<IReadOnlyList<TaskEntry>> TasksAsync(string pipeline, CancellationToken cancel) => _database.ReadAsync(
        async connection =>
        {
            await using var reader = await connection.ExecuteReaderAsync(DirectoryConnection.Command(
                """
                SELECT process, kind, about, detail, done, total, unit, eta_seconds, started_at_ms, seen_at_ms FROM streamreco_tasks
                WHERE pipeline = @pipeline ORDER BY process, number
                """,
                new { pipeline }, cancel));
            var tasks = new List<TaskEntry>();
            while (await reader.ReadAsync(cancel))
            {
                tasks.Add(new TaskEntry(
                    reader.GetString(0),
                    new TaskState(
                        reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetDouble(4), reader.GetDouble(5),
                        reader.GetString(6), reader.GetDouble(7) is >= 0 and var eta ? eta : null,
                        DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(8))),
                    DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(9))));
            }

            return (IReadOnlyList<TaskEntry>)tasks;
        },
        cancel);
}

/// <summary>A task as its process last said.</summary>
/// <param name="Process">Machine and process.</param>
/// <param name="Task">Where it stood.</param>
/// <param name="SeenAt">When it said so, by its own clock.</param>
internal sealed record TaskEntry(string Process, TaskState Task, DateTimeOffset SeenAt);
