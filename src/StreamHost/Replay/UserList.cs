using System.IO.Hashing;
using System.Text;
using StreamReco.Stages.Privacy;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Replay;

/// <summary>Users named in a file, one id a line; empty lines and white space around ids do not count.</summary>
/// <param name="Ids">The ids.</param>
/// <param name="Hash">Equal for equal sets, whatever their order.</param>
internal sealed record UserList(IReadOnlySet<string> Ids, string Hash)
{
    /// <param name="path">The file, of ids in clear.</param>
    /// <param name="pseudonyms">What answers name users by, where pseudonyms are on.</param>
    /// <exception cref="UserErrorException">The file names nobody.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static UserList Read(string path, Pseudonymizer? pseudonyms)
    {
        var ids = File.ReadLines(path).Select(line => line.Trim()).Where(id => id.Length > 0)
            .Select(id => pseudonyms?.Of(id) ?? id).ToHashSet(StringComparer.Ordinal);
        if (ids.Count == 0)
        {
            throw new UserErrorException($"--users {path} names nobody; write one user id a line.", ExitCode.Usage);
        }

        var sorted = string.Join('\n', ids.Order(StringComparer.Ordinal));
        return new UserList(ids, Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(sorted))));
    }
}
