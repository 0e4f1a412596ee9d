using Dapper;

namespace StreamReco.StreamHost.Sql;

/// <summary>The ledger of the control plane in the state database.</summary>
/// <param name="connection">The setting <c>State:Connection</c>.</param>
internal sealed class SqlControlLedger(string connection) : IControlLedger
{
    private const string Tables =
        """
        CREATE TABLE IF NOT EXISTS streamreco_control_leases (
            pipeline TEXT NOT NULL PRIMARY KEY, epoch BIGINT NOT NULL, owner TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS streamreco_control_open (
            pipeline TEXT NOT NULL, request TEXT NOT NULL, secret TEXT, PRIMARY KEY (pipeline, request))
        """;

    private const string IfCurrent =
        "EXISTS (SELECT 1 FROM streamreco_control_leases WHERE pipeline = @group AND epoch = @epoch)";

    private readonly DirectoryConnection _database = new(connection, "the control plane");

    public async Task<bool> IsUsedAsync(string group, CancellationToken cancel) =>
        (await TextsAsync("SELECT owner FROM streamreco_control_leases WHERE pipeline = @group", group, "", cancel)).Count > 0;

    public async Task<bool> HasOpenAsync(string group, CancellationToken cancel) =>
        (await TextsAsync("SELECT request FROM streamreco_control_open WHERE pipeline = @group", group, "", cancel)).Count > 0;

    public async Task<long> AcquireAsync(string group, string owner, CancellationToken cancel)
    {
        await _database.CreateAsync(Tables, cancel);
        return await _database.RunAsync(
            connection => connection.ExecuteScalarAsync<long>(DirectoryConnection.Command(
                """
                INSERT INTO streamreco_control_leases AS l (pipeline, epoch, owner) VALUES (@group, 1, @owner)
                ON CONFLICT (pipeline) DO UPDATE SET epoch = l.epoch + 1, owner = excluded.owner RETURNING epoch
                """,
                new { group, owner }, cancel)),
            cancel);
    }

    public Task<bool> IsCurrentAsync(string group, long epoch, CancellationToken cancel) => _database.RunAsync(
        async connection => await connection.ExecuteScalarAsync<long>(DirectoryConnection.Command(
            "SELECT count(*) FROM streamreco_control_leases WHERE pipeline = @group AND epoch = @epoch",
            new { group, epoch }, cancel)) > 0,
        cancel);

    public Task<bool> OpenAsync(string group, long epoch, string request, string? secret, CancellationToken cancel) =>
        _database.RunAsync(
            async connection => await connection.ExecuteAsync(DirectoryConnection.Command(
                $"""
                INSERT INTO streamreco_control_open (pipeline, request, secret) SELECT @group, @request, @secret WHERE {IfCurrent}
                ON CONFLICT (pipeline, request) DO UPDATE SET secret = excluded.secret
                """,
                new { group, epoch, request, secret }, cancel)) > 0,
            cancel);

    public async Task<string?> SecretAsync(string group, string request, CancellationToken cancel) =>
        (await TextsAsync(
            "SELECT secret FROM streamreco_control_open WHERE pipeline = @group AND request = @request AND secret IS NOT NULL",
            group, request, cancel)) is [var secret, ..] ? secret : null;

    public Task KeepOnlyAsync(string group, long epoch, IReadOnlyCollection<string> open, CancellationToken cancel) =>
        _database.RunAsync(
            async connection =>
            {
                await using var inside = await BriefTransaction.BeginAsync(connection, cancel);
                var known = await connection.QueryAsync<string>(DirectoryConnection.Command(
                    "SELECT request FROM streamreco_control_open WHERE pipeline = @group", new { group }, cancel, inside));
                foreach (var request in known.Except(open, StringComparer.Ordinal))
                {
                    await connection.ExecuteAsync(DirectoryConnection.Command(
                        $"DELETE FROM streamreco_control_open WHERE pipeline = @group AND request = @request AND {IfCurrent}",
                        new { group, epoch, request }, cancel, inside));
                }

                await inside.CommitAsync(cancel);
                return true;
            },
            cancel);

    private Task<IReadOnlyList<string>> TextsAsync(string sql, string group, string request, CancellationToken cancel) =>
        _database.ReadAsync<string>(
            async connection => [.. await connection.QueryAsync<string>(
                DirectoryConnection.Command(sql, new { group, request }, cancel))],
            cancel);
}
