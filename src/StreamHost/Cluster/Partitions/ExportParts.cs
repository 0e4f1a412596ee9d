namespace StreamReco.StreamHost.Cluster.Partitions;

/// <summary>
/// Hands an export over in parts: a message between nodes has a bound, what is held of a person has none. The document of the last
/// person is kept until its last part is fetched, so that all parts are of one moment. For one caller at a time.
/// </summary>
internal sealed class ExportParts
{
    /// <summary>Bytes of one part: as base64 it fits a message with room to spare.</summary>
    public const int PartBytes = 48 * 1024;

    private readonly Lock _lock = new();
    private string _userId = "";
    private byte[] _document = [];

    /// <summary>The first part.</summary>
    /// <param name="node">The node that answers.</param>
    /// <param name="userId">The user.</param>
    /// <param name="document">All of it.</param>
    public ExportReply Begin(string node, string userId, byte[] document)
    {
        lock (_lock)
        {
            (_userId, _document) = document.Length > PartBytes ? (userId, document) : ("", []);
        }

        return new ExportReply(node, document[..Math.Min(document.Length, PartBytes)], document.Length);
    }

    /// <summary>A further part; of no bytes where the document is not kept any more.</summary>
    public ExportReply Continue(string node, string userId, int from)
    {
        lock (_lock)
        {
            if (_userId != userId || from <= 0 || from >= _document.Length)
            {
                return new ExportReply(node, [], 0);
            }

            var (document, to) = (_document, Math.Min(_document.Length, from + PartBytes));
            if (to == document.Length)
            {
                (_userId, _document) = ("", []);
            }

            return new ExportReply(node, document[from..to], document.Length);
        }
    }
}
