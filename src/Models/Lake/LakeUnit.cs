using System.Globalization;
using System.Security.Cryptography;

namespace StreamReco.Models.Lake;

/// <summary>The files of one commit on their way: written and flushed in a staging folder, where no reader looks.</summary>
public sealed class LakeUnit
{
    private readonly ILakeFiles _files;
    private readonly string _path;
    private readonly List<LakeFile> _adds = [];

    internal LakeUnit(ILakeFiles files, string path, string folder) => (_files, _path, Folder) = (files, path, folder);

    /// <summary>The staging folder's name.</summary>
    public string Folder { get; }

    public IReadOnlyList<LakeFile> Adds => _adds;

    /// <summary>Writes a file of rows and the hashes of its users, and flushes both.</summary>
    /// <param name="table">The table.</param>
    /// <param name="path">Where it will be.</param>
    /// <param name="rows">How many rows it has.</param>
    /// <param name="users">Hashes of its users.</param>
    /// <param name="write">Writes the rows.</param>
    /// <exception cref="IOException">The disk is full, or fails.</exception>
    public void Add(string table, string path, long rows, UserHashes users, Action<Stream> write)
    {
        var (bytes, sum) = Write(RowsName(_adds.Count), write);
        var (userBytes, userSum) = Write(UsersName(_adds.Count), users.WriteTo);
        _adds.Add(new LakeFile(table, path, rows, bytes, sum, userBytes, userSum));
    }

    internal static string RowsName(int index) => string.Create(CultureInfo.InvariantCulture, $"{index:0000}.parquet");

    internal static string UsersName(int index) => string.Create(CultureInfo.InvariantCulture, $"{index:0000}.users");

    private (long Bytes, string Sha256) Write(string name, Action<Stream> write)
    {
        using var file = _files.Create($"{_path}/{name}");
        using var hashing = new HashingStream(file);
        write(hashing);
        _files.Flush(file);
        return (hashing.Position, hashing.Sha256());
    }
}

/// <summary>Writes through to a stream and hashes what passes. Keeps the first failure, which a library between may swallow.</summary>
internal sealed class HashingStream(Stream inner) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _written;

    /// <summary>Why a write failed; null if none did.</summary>
    public Exception? Failure { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _written;

    public override long Position
    {
        get => _written;
        set => throw new NotSupportedException("Files of the lake are written from beginning to end.");
    }

    public string Sha256() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (Exception e)
        {
            Failure ??= e;
            throw;
        }

        _hash.AppendData(buffer);
        _written += buffer.Length;
    }

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }
}
