using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Xunit;

namespace StreamReco.TestKit.Servers;

/// <summary>
/// The PostgreSQL of a test run: the one that <c>STREAMRECO_POSTGRES</c> names, else one of its own in a temporary
/// folder on a free loopback port, started at first use and deleted with it.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string Variable = "STREAMRECO_POSTGRES";

    private string? _folder;
    private int _port;
    private static int _schemas;

    /// <summary>Null where the tests can run.</summary>
    public static string? Missing { get; } =
        External is not null || Binaries is not null ? null : $"set {Variable} or install postgresql";

    /// <summary>Whether the server is the tests' own, to be stopped and started as they like.</summary>
    public static bool IsOwn => External is null && Binaries is not null;

    private static string? External =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? text : null;

    /// <summary>Debian's folder of the newest server installed.</summary>
    private static string? Binaries =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql")
                .OrderByDescending(folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture))
                .Select(folder => Path.Combine(folder, "bin"))
                .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")))
            : null;

    public string ConnectionText => External ?? $"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres";

    public async Task InitializeAsync()
    {
        if (!IsOwn)
        {
            return;
        }

        _folder = Directory.CreateTempSubdirectory("streamreco-postgres-").FullName;
        _port = LoopbackPorts.Free(1)[0];
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", "postgres", _folder);
        }

        await RunAsServerAsync("initdb", "-D", Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        await StartAsync();
    }

    /// <summary>A schema of the test's own, so that tests share the server without seeing each other.</summary>
    /// <returns>A connection text that works in the schema.</returns>
    public async Task<string> CreateSchemaAsync()
    {
        var schema = $"streamreco_test_{Environment.ProcessId}_{Interlocked.Increment(ref _schemas)}";
        await ExecuteAsync($"CREATE SCHEMA {schema}");
        return new NpgsqlConnectionStringBuilder(ConnectionText) { SearchPath = schema }.ConnectionString;
    }

    public Task DropSchemaAsync(string connectionText) =>
        ExecuteAsync($"DROP SCHEMA {new NpgsqlConnectionStringBuilder(connectionText).SearchPath} CASCADE");

    public Task StartAsync() => RunAsServerAsync(
        "pg_ctl", "start", "-w", "-D", Data, "-l", Path.Combine(_folder!, "log"), "-o",
        $"-p {_port} -k {_folder} -c listen_addresses=127.0.0.1 -c fsync=off");

    /// <param name="atOnce">As a crash would: open transactions are lost, the next start recovers.</param>
    public Task StopAsync(bool atOnce = false) =>
        RunAsServerAsync("pg_ctl", "stop", "-w", "-m", atOnce ? "immediate" : "fast", "-D", Data);

    public async Task DisposeAsync()
    {
        if (_folder is not null)
        {
            await StopAsync();
            Directory.Delete(_folder, recursive: true);
        }
    }

    private string Data => Path.Combine(_folder!, "data");

    /// <summary>The server refuses to run as root: then its own user runs it.</summary>
    private static Task RunAsServerAsync(string tool, params string[] arguments)
    {
        var path = Path.Combine(Binaries!, tool);
        return Environment.IsPrivilegedProcess
            ? RunAsync("runuser", ["-u", "postgres", "--", path, .. arguments])
            : RunAsync(path, arguments);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = "/",
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {await output}{await errors}");
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionText);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
