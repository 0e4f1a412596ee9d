using System.Data.Common;
using System.Security.Cryptography;
using Dapper;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Privacy;
using StreamReco.StreamHost.Audit;

namespace StreamReco.StreamHost.Sql;

/// <summary>
/// The audit trail in the state database. Writers of a group take turns at the row of its head, which also has the key of the
/// hashes that stand for users.
/// </summary>
/// <param name="connection">The setting <c>State:Connection</c>.</param>
internal sealed class SqlAuditTrail(string connection) : IAuditTrail
{
    private const string Tables =
        """
        CREATE TABLE IF NOT EXISTS streamreco_audit_heads (
            pipeline TEXT NOT NULL PRIMARY KEY, seq BIGINT NOT NULL, hash TEXT NOT NULL, person_key TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS streamreco_audit (
            pipeline TEXT NOT NULL, seq BIGINT NOT NULL, id TEXT NOT NULL, at_ms BIGINT NOT NULL, person TEXT NOT NULL,
            body TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (pipeline, seq));
        CREATE UNIQUE INDEX IF NOT EXISTS streamreco_audit_ids ON streamreco_audit (pipeline, id);
        CREATE INDEX IF NOT EXISTS streamreco_audit_persons ON streamreco_audit (pipeline, person, seq)
        """;

    private const string Columns = "seq, at_ms, person, body, hash";

    private readonly DirectoryConnection _database = new(connection, "the audit trail");
    private volatile bool _isMade;

    public async Task<AuditHead> AppendAsync(string group, IReadOnlyList<AuditEntry> entries, CancellationToken cancel)
    {
        if (!_isMade)
        {
            await _database.CreateAsync(Tables, cancel);
            _isMade = true;
        }

        try
        {
            return await _database.RunAsync(connection => AppendAsync(connection, group, entries, cancel), cancel);
        }
        catch (StoreUnavailableException)
        {
            _isMade = false; // Another database may come back in the place of this one.
            throw;
        }
    }

    public Task<IReadOnlyList<StoredAudit>> ReadAsync(string group, long after, int max, CancellationToken cancel) => RecordsAsync(
        $"SELECT {Columns} FROM streamreco_audit WHERE pipeline = @group AND seq > @after ORDER BY seq LIMIT @max",
        new { group, after, max }, cancel);

    public Task<IReadOnlyList<StoredAudit>> NewestAsync(string group, AuditQuery query, CancellationToken cancel) => RecordsAsync(
        $"""
        SELECT {Columns} FROM streamreco_audit WHERE pipeline = @group AND at_ms >= @since
            {(query.Person is null ? "" : "AND person = @person")} ORDER BY seq DESC LIMIT @max
        """,
        new { group, since = query.SinceMs, person = query.Person ?? "", max = query.Max }, cancel);

    public async Task<AuditHead?> HeadAsync(string group, CancellationToken cancel) =>
        await FindAsync(group, cancel) is { } head ? new AuditHead(head.Seq, head.Hash) : null;

    public async Task<string?> PersonOfAsync(string group, string user, CancellationToken cancel) =>
        await FindAsync(group, cancel) is { } head ? PersonsOf(head.Key).Of(user) : null;

    private static async Task<AuditHead> AppendAsync(
        DbConnection connection, string group, IReadOnlyList<AuditEntry> entries, CancellationToken cancel)
    {
        await using var inside = await BriefTransaction.BeginAsync(connection, cancel);
        await ExecuteAsync(
            "INSERT INTO streamreco_audit_heads VALUES (@group, 0, @root, @key) ON CONFLICT (pipeline) DO NOTHING",
            new { group, root = AuditChain.Root, key = NewKey() });
        var (seq, hash, key) = await connection.QuerySingleAsync<(long, string, string)>(DirectoryConnection.Command(
            "UPDATE streamreco_audit_heads SET seq = seq WHERE pipeline = @group RETURNING seq, hash, person_key",
            new { group }, cancel, inside));
        var head = new AuditHead(seq, hash);
        if (entries.Count == 0 || await StandsAsync(entries[0].Id))
        {
            await inside.CommitAsync(cancel);
            return head;
        }

        var persons = PersonsOf(key);
        foreach (var entry in entries)
        {
            var record = AuditChain.Next(head, entry, entry.Person is { } user ? persons.Of(user) : "");
            await ExecuteAsync(
                "INSERT INTO streamreco_audit VALUES (@group, @Seq, @id, @AtMs, @Person, @Body, @Hash)",
                new { group, record.Seq, id = entry.Id, record.AtMs, record.Person, record.Body, record.Hash });
            head = new AuditHead(record.Seq, record.Hash);
        }

        await ExecuteAsync(
            "UPDATE streamreco_audit_heads SET seq = @Seq, hash = @Hash WHERE pipeline = @group", new { group, head.Seq, head.Hash });
        await inside.CommitAsync(cancel);
        return head;

        Task<int> ExecuteAsync(string sql, object values) =>
            connection.ExecuteAsync(DirectoryConnection.Command(sql, values, cancel, inside));

        // The answer to an earlier try may have been lost on its way.
        async Task<bool> StandsAsync(string id) => await connection.ExecuteScalarAsync<long>(DirectoryConnection.Command(
            "SELECT count(*) FROM streamreco_audit WHERE pipeline = @group AND id = @id", new { group, id }, cancel, inside)) > 0;
    }

    private async Task<(long Seq, string Hash, string Key)?> FindAsync(string group, CancellationToken cancel)
    {
        var found = await _database.ReadAsync<(long, string, string)>(
            async connection => [.. await connection.QueryAsync<(long, string, string)>(DirectoryConnection.Command(
                "SELECT seq, hash, person_key FROM streamreco_audit_heads WHERE pipeline = @group", new { group }, cancel))],
            cancel);
        return found.Count == 0 ? null : found[0];
    }

    private Task<IReadOnlyList<StoredAudit>> RecordsAsync(string sql, object values, CancellationToken cancel) =>
        _database.ReadAsync<StoredAudit>(
            async connection =>
            [
                .. (await connection.QueryAsync<(long Seq, long AtMs, string Person, string Body, string Hash)>(
                    DirectoryConnection.Command(sql, values, cancel)))
                    .Select(row => new StoredAudit(row.Seq, row.AtMs, row.Person, row.Body, row.Hash)),
            ],
            cancel);

    private static Pseudonymizer PersonsOf(string key) => new(Convert.FromHexString(key));

    private static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Pseudonymizer.KeyBytesMin));
}
