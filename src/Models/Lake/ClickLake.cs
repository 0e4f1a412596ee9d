namespace StreamReco.Models.Lake;

/// <summary>
/// A lake: Parquet files in a folder, and for each partition a log of commits. Any number of processes may use it at once;
/// of two that write the same one wins. <c>docs/LAKE.md</c> has the layout.
/// </summary>
public sealed class ClickLake
{
    private readonly byte[] _userKey;

    private ClickLake(ILakeFiles files, LakeHead head, LakeWriter writer)
    {
        (Files, Head, Writer) = (files, head, writer);
        _userKey = Convert.FromBase64String(head.UserKey);
    }

    public ILakeFiles Files { get; }

    public LakeHead Head { get; }

    public LakeWriter Writer { get; }

    /// <summary>Key of the hashes of users.</summary>
    internal byte[] UserKey => _userKey;

    /// <summary>Opens a lake, or begins one.</summary>
    /// <exception cref="LakeException">The folder holds the lake of another topic, or of a later release.</exception>
    public static ClickLake Begin(ILakeFiles files, string topic, LakeWriter writer) =>
        new(files, LakeHead.Ensure(files, topic, writer.Name), writer);

    /// <summary>Opens a lake that is there.</summary>
    /// <exception cref="LakeException">There is none.</exception>
    public static ClickLake Open(ILakeFiles files, string where, LakeWriter writer) =>
        new(files, LakeHead.Read(files) ?? throw new LakeException($"{where} holds no lake; 'lake run' makes one."), writer);

    /// <summary>The logs that have something committed, as they are: what a crash left is completed by <see cref="LakeLog.Recover"/>.</summary>
    public IReadOnlyList<LakeLog> Logs() => [.. Logs(LakeStream.Clicks), .. Logs(LakeStream.Answers), .. Logs(LakeStream.Outcomes)];

    /// <inheritdoc cref="Logs()"/>
    public IReadOnlyList<LakeLog> Logs(LakeStream stream) =>
    [
        .. Files.Folders(LakePaths.LogsOf(stream)).Select(LakePaths.PartitionOf).OfType<int>().Order()
            .Select(partition => new LakeLog(Files, stream, partition)),
    ];

    /// <summary>The log of a partition of the clicks.</summary>
    public LakeLog LogOf(int partition) => new(Files, LakeStream.Clicks, partition);

    /// <summary>What files say that they are of.</summary>
    internal string TopicOf(LakeLog log) => log.Stream == LakeStream.Clicks ? Head.Topic : LakeTables.NameOf(log.Stream);

    /// <summary>The hash of a user in this lake.</summary>
    public ulong HashOf(string user) => UserHashes.HashOf(_userKey, user);

    /// <summary>Whether a file may hold rows of a user.</summary>
    /// <exception cref="LakeException">The hashes are damaged or missing.</exception>
    public bool MayHold(LakeFile file, ulong user)
    {
        var path = LakePaths.UsersOf(file.Path);
        try
        {
            return UserHashes.Parse(path, Files.ReadAll(path)).MayHold(user);
        }
        catch (FileNotFoundException e)
        {
            throw new LakeException($"{path} of the lake is missing; 'lake verify' names missing files.", e);
        }
    }
}

/// <summary>Who writes.</summary>
/// <param name="Name">Told apart from all others that may write at once; part of names of folders.</param>
/// <param name="Version">The program's version.</param>
/// <param name="Time">The clock of the entries.</param>
public sealed record LakeWriter(string Name, string Version, TimeProvider Time)
{
    /// <summary>The moment, as entries have it.</summary>
    public string Now() => Time.GetUtcNow().UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
}
