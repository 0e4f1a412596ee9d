using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Sql;

/// <summary>
/// The connections of a SQLite store: one that writes, behind a gate, because SQLite has one writer anyway and waiting
/// at a gate is fair where waiting for its lock is not; and a few that read beside it, as the write-ahead log allows.
/// A connection that failed is closed, which rolls back, and the next call opens another.
/// </summary>
/// <remarks>
/// <c>synchronous=NORMAL</c>: a crash of the process loses nothing; a power cut may lose the last transactions but never
/// their order. Then a shard starts from an older snapshot and replays more of Kafka's log, which is what it does
/// after any crash; and the leases that are lost with them died with the machine. FULL would buy nothing for an fsync a save.
/// </remarks>
internal sealed class SqliteSessions(StoreAddress address, StateOptions options) : IAsyncDisposable
{
    /// <summary>
    /// Pages of a new file. A snapshot rewrites most of a shard's users: with pages of 4 KB it spends as much on finding room in
    /// them and on system calls as on the users. A file that is there keeps its pages.
    /// </summary>
    private const int NewPageBytes = 8_192;

    /// <summary>The write-ahead log's size at which it is copied into the file. A page that several saves change is copied once.</summary>
    private const int LogBytes = 64 << 20;

#pragma warning disable CA2213 // Neither gate is disposed: a call that waits there would wait for ever, and they hold no handle.
    private readonly SemaphoreSlim _writeGate = new(1, 1);
    private readonly SemaphoreSlim _readGate = new(options.ReadConnectionsMax, options.ReadConnectionsMax);
#pragma warning restore CA2213
    private readonly ConcurrentStack<SqliteSession> _readers = new();
    private readonly SqliteErrors _faults = new(address, options);
    private SqliteSession? _writer;
    private volatile bool _disposed;

    /// <summary>Creates folder and file where they are missing and runs work on a connection of its own.</summary>
    public Task CreateAsync(Action<SqliteSession> work, CancellationToken cancel) => GateAsync(
        _writeGate,
        () =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(address.Path)!);
            using var session = OpenWriter(SqliteOpenMode.ReadWriteCreate, $"PRAGMA page_size={NewPageBytes};PRAGMA journal_mode=WAL;");
            work(session);
            return true;
        },
        cancel);

    /// <summary>Runs work in a write transaction.</summary>
    public Task<T> WriteAsync<T>(Func<SqliteSession, T> work, CancellationToken cancel) => GateAsync(
        _writeGate,
        () =>
        {
            var writer = Taken(ref _writer) ?? OpenWriter(SqliteOpenMode.ReadWrite, "");
            return Use(writer, session => session.InTransaction(work), session => _writer = session);
        },
        cancel);

    /// <summary>Runs work that only reads.</summary>
    public Task<T> ReadAsync<T>(Func<SqliteSession, T> work, CancellationToken cancel) => GateAsync(
        _readGate,
        () =>
        {
            var reader = _readers.TryPop(out var idle)
                ? idle
                : new SqliteSession(Text(SqliteOpenMode.ReadWrite), $"PRAGMA busy_timeout={options.BusyTimeoutMs};PRAGMA query_only=1;");
            return Use(reader, work, _readers.Push);
        },
        cancel);

    /// <summary>Waits for the calls that run, closes every connection, and refuses the calls that still wait.</summary>
    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        await _writeGate.WaitAsync();
        _writer?.Dispose();
        _writer = null;
        _writeGate.Release();
        for (var i = 0; i < options.ReadConnectionsMax; i++)
        {
            await _readGate.WaitAsync();
        }

        while (_readers.TryPop(out var reader))
        {
            reader.Dispose();
        }

        _readGate.Release(options.ReadConnectionsMax);
    }

    private static SqliteSession? Taken(ref SqliteSession? session)
    {
        var taken = session;
        session = null;
        return taken;
    }

    private T Use<T>(SqliteSession session, Func<SqliteSession, T> work, Action<SqliteSession> giveBack)
    {
        try
        {
            var result = work(session);
            giveBack(session);
            return result;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>SQLite blocks its caller, so the work runs on the pool: a shard's loop goes on.</summary>
    private async Task<T> GateAsync<T>(SemaphoreSlim gate, Func<T> work, CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return await Task.Run(work, cancel);
        }
        catch (Exception e)
        {
            _faults.ThrowTranslated(e);
            throw;
        }
        finally
        {
            gate.Release();
        }
    }

    private string Text(SqliteOpenMode mode) => new SqliteConnectionStringBuilder
    {
        DataSource = address.Path,
        Mode = mode,
        Pooling = false,
        DefaultTimeout = Math.Max(1, (options.BusyTimeoutMs + 999) / 1000),
    }.ConnectionString;

    /// <summary>SQLite counts its bounds in pages, whose size the file decides.</summary>
    private SqliteSession OpenWriter(SqliteOpenMode mode, string first)
    {
        var session = new SqliteSession(Text(mode), $"{first}PRAGMA busy_timeout={options.BusyTimeoutMs};PRAGMA synchronous=NORMAL;");
        try
        {
            var pageBytes = (long)session.Command("PRAGMA page_size").ExecuteScalar()!;
            session.Execute(
                $"PRAGMA journal_size_limit={LogBytes};PRAGMA wal_autocheckpoint={LogBytes / pageBytes};PRAGMA cache_size=-65536;"
                + $"PRAGMA max_page_count={((long)options.SqliteSizeMaxMb << 20) / pageBytes};");
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
