using System.Data.Common;
using Dapper;

namespace StreamReco.StreamHost.Sql;

/// <summary>
/// The ledger in SQLite or PostgreSQL, in statements that both understand. Each change begins with the group's turn: an
/// update of one row, which PostgreSQL locks and SQLite's write lock covers, so that two processes never decide at once.
/// </summary>
/// <remarks>
/// Marks are bounded: a process that ends in good order removes its own, and of those that were killed the marks of the
/// last <see cref="TurnsKept"/> turns are kept. A turn is an entry, a formation or a downing, so a process would have to
/// sleep through that many starts and deaths of its group to be forgotten; Kafka's fencing and the lease hold even then.
/// </remarks>
/// <param name="connection">The setting <c>State:Connection</c>; the database must be there.</param>
/// <param name="turnsKept">Turns for which a mark is kept.</param>
internal sealed class SqlClusterLedger(string connection, int turnsKept = SqlClusterLedger.TurnsKept) : IClusterLedger
{
    /// <summary>Turns for which a mark is kept: about 100 KB a group.</summary>
    public const int TurnsKept = 1_000;

    private const string Tables =
        """
        CREATE TABLE IF NOT EXISTS streamreco_cluster_turns (pipeline TEXT NOT NULL PRIMARY KEY, turn BIGINT NOT NULL);
        CREATE TABLE IF NOT EXISTS streamreco_cluster_members (
            pipeline TEXT NOT NULL, address TEXT NOT NULL, uid BIGINT NOT NULL, machine TEXT NOT NULL, entered BIGINT NOT NULL,
            is_member INTEGER NOT NULL, beats BIGINT NOT NULL, PRIMARY KEY (pipeline, address));
        CREATE TABLE IF NOT EXISTS streamreco_cluster_downed (
            pipeline TEXT NOT NULL, address TEXT NOT NULL, uid BIGINT NOT NULL, turn BIGINT NOT NULL, downed_by TEXT NOT NULL,
            PRIMARY KEY (pipeline, address, uid))
        """;

    private const string Put =
        """
        INSERT INTO streamreco_cluster_members (pipeline, address, uid, machine, entered, is_member, beats)
        VALUES (@group, @Address, @Uid, @Machine, @turn, @member, 0)
        ON CONFLICT (pipeline, address) DO UPDATE SET uid = excluded.uid, machine = excluded.machine,
            entered = excluded.entered, is_member = excluded.is_member, beats = 0
        """;

    private readonly DirectoryConnection _database = new(connection, "cluster members");

    public Task InitializeAsync(CancellationToken cancel) => _database.CreateAsync(Tables, cancel);

    public Task<IReadOnlyList<ClusterEntry>> EnterAsync(string group, ClusterProcess self, CancellationToken cancel) =>
        InTurnAsync(
            group,
            async turn =>
            {
                await turn.RunAsync(Put, self, member: 0);
                return await turn.EntriesAsync();
            },
            cancel);

    public Task<IReadOnlyList<ClusterEntry>> EntriesAsync(string group, CancellationToken cancel) =>
        _database.ReadAsync(connection => ReadAsync(connection, null, group, cancel), cancel);

    public Task<FormOutcome> FormAsync(
        string group, ClusterProcess self, IReadOnlyCollection<ClusterProcess> dead, CancellationToken cancel) => InTurnAsync(
        group,
        async turn =>
        {
            var entries = await turn.EntriesAsync();
            var own = entries.Index().FirstOrDefault(entry => entry.Item.Process.Equals(self));
            if (own.Item is null || await turn.IsDownedAsync(self))
            {
                return FormOutcome.Downed;
            }

            var others = entries.Index().Where(entry => entry.Index != own.Index && !dead.Contains(entry.Item.Process));
            if (others.Any(entry => entry.Item.IsMember || entry.Index < own.Index))
            {
                return FormOutcome.Wait;
            }

            await turn.MarkAsync(dead, self);
            await turn.RunAsync(
                "UPDATE streamreco_cluster_members SET is_member = 1 WHERE pipeline = @group AND address = @Address AND uid = @Uid",
                self);
            return FormOutcome.Formed;
        },
        cancel);

    public async Task<bool> BeatAsync(string group, ClusterProcess self, bool isMember, CancellationToken cancel)
    {
        var (isDowned, isLost) = await _database.RunAsync(connection => BeatAsync(connection, group, self, isMember, cancel), cancel);
        return isLost ? await EnterAgainAsync(group, self, isMember, cancel) : !isDowned;
    }

    public Task<bool> DownAsync(
        string group, ClusterProcess self, IReadOnlyCollection<ClusterProcess> unseen, CancellationToken cancel) => InTurnAsync(
        group,
        async turn =>
        {
            if (await turn.IsDownedAsync(self))
            {
                return false;
            }

            await turn.MarkAsync(unseen, self);
            return true;
        },
        cancel);

    public Task LeaveAsync(string group, ClusterProcess self, CancellationToken cancel) => InTurnAsync(
        group,
        async turn =>
        {
            await turn.RunAsync(
                "DELETE FROM streamreco_cluster_members WHERE pipeline = @group AND address = @Address AND uid = @Uid", self);
            await turn.RunAsync(
                "DELETE FROM streamreco_cluster_downed WHERE pipeline = @group AND address = @Address AND uid = @Uid", self);
            return true;
        },
        cancel);

    /// <summary>Takes no turn: the row is the process's own, and a beat of each node every few seconds must not queue.</summary>
    private static async Task<(bool IsDowned, bool IsLost)> BeatAsync(
        DbConnection connection, string group, ClusterProcess self, bool isMember, CancellationToken cancel)
    {
        await using var inside = await BriefTransaction.BeginAsync(connection, cancel);
        var values = new { group, self.Address, self.Uid, member = isMember ? 1 : 0 };
        var isDowned = await connection.ExecuteScalarAsync<long>(DirectoryConnection.Command(
            "SELECT count(*) FROM streamreco_cluster_downed WHERE pipeline = @group AND address = @Address AND uid = @Uid",
            values, cancel, inside)) > 0;
        var rows = await connection.ExecuteAsync(DirectoryConnection.Command(
            """
            UPDATE streamreco_cluster_members SET beats = beats + 1,
                is_member = CASE WHEN @member = 1 THEN 1 ELSE is_member END
            WHERE pipeline = @group AND address = @Address AND uid = @Uid
            """,
            values, cancel, inside));
        await inside.CommitAsync(cancel);
        return (isDowned, !isDowned && rows == 0);
    }

    /// <summary>A restored copy of the database does not have the entry: it is made again, last in order.</summary>
    private Task<bool> EnterAgainAsync(string group, ClusterProcess self, bool isMember, CancellationToken cancel) => InTurnAsync(
        group,
        async turn =>
        {
            // Another process listens at this address now: this one cannot, so nobody reaches it any more.
            if (await turn.IsDownedAsync(self) || (await turn.EntriesAsync()).Any(entry => entry.Process.Address == self.Address))
            {
                return false;
            }

            await turn.RunAsync(Put, self, isMember ? 1 : 0);
            return true;
        },
        cancel);

    private Task<T> InTurnAsync<T>(string group, Func<Turn, Task<T>> work, CancellationToken cancel) => _database.RunAsync(
        async connection =>
        {
            await using var inside = await BriefTransaction.BeginAsync(connection, cancel);
            var number = await connection.ExecuteScalarAsync<long>(DirectoryConnection.Command(
                """
                INSERT INTO streamreco_cluster_turns AS t (pipeline, turn) VALUES (@group, 1)
                ON CONFLICT (pipeline) DO UPDATE SET turn = t.turn + 1 RETURNING turn
                """,
                new { group }, cancel, inside));
            var result = await work(new Turn(connection, inside, group, number, number - turnsKept, cancel));
            await inside.CommitAsync(cancel);
            return result;
        },
        cancel);

    private static async Task<IReadOnlyList<ClusterEntry>> ReadAsync(
        DbConnection connection, DbTransaction? inside, string group, CancellationToken cancel)
    {
        await using var reader = await connection.ExecuteReaderAsync(DirectoryConnection.Command(
            """
            SELECT address, uid, machine, is_member, beats FROM streamreco_cluster_members
            WHERE pipeline = @group ORDER BY entered, address
            """,
            new { group }, cancel, inside));
        var entries = new List<ClusterEntry>();
        while (await reader.ReadAsync(cancel))
        {
            entries.Add(new ClusterEntry(
                new ClusterProcess(reader.GetString(0), reader.GetInt64(1)) { Machine = reader.GetString(2) },
                reader.GetInt32(3) == 1, reader.GetInt64(4)));
        }

        return entries;
    }

    /// <summary>One change of a group, alone with its rows.</summary>
    private sealed record Turn(
        DbConnection Connection, DbTransaction Inside, string Group, long Number, long Forgotten, CancellationToken Cancel)
    {
        public Task<IReadOnlyList<ClusterEntry>> EntriesAsync() => ReadAsync(Connection, Inside, Group, Cancel);

        public Task<int> RunAsync(string sql, ClusterProcess process, int member = 0, string by = "") =>
            Connection.ExecuteAsync(DirectoryConnection.Command(
                sql,
                new { group = Group, process.Address, process.Uid, process.Machine, turn = Number, member, by },
                Cancel, Inside));

        public async Task<bool> IsDownedAsync(ClusterProcess process) => await Connection.ExecuteScalarAsync<long>(
            DirectoryConnection.Command(
                "SELECT count(*) FROM streamreco_cluster_downed WHERE pipeline = @group AND address = @Address AND uid = @Uid",
                new { group = Group, process.Address, process.Uid }, Cancel, Inside)) > 0;

        public async Task MarkAsync(IReadOnlyCollection<ClusterProcess> processes, ClusterProcess by)
        {
            foreach (var process in processes)
            {
                await RunAsync(
                    """
                    INSERT INTO streamreco_cluster_downed (pipeline, address, uid, turn, downed_by)
                    VALUES (@group, @Address, @Uid, @turn, @by) ON CONFLICT (pipeline, address, uid) DO NOTHING
                    """,
                    process, by: by.ToString());
                await RunAsync(
                    "DELETE FROM streamreco_cluster_members WHERE pipeline = @group AND address = @Address AND uid = @Uid", process);
            }

            await Connection.ExecuteAsync(DirectoryConnection.Command(
                "DELETE FROM streamreco_cluster_downed WHERE pipeline = @group AND turn <= @forgotten",
                new { group = Group, forgotten = Forgotten }, Cancel, Inside));
        }
    }
}
