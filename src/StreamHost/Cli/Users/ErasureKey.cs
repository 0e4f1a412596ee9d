using StreamReco.Stages.Privacy;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Users;

/// <summary>The names of a user who is to be erased.</summary>
internal static class ErasureKey
{
    /// <param name="clearId">The id in clear.</param>
    /// <param name="privacy">The keys.</param>
    /// <returns>The id as the state knows it, its hash, and the id of the hash's key.</returns>
    /// <exception cref="UserErrorException">There is no key.</exception>
    public static (string StateId, string Hash, string KeyId) Of(string clearId, PrivacyOptions privacy)
    {
        if (clearId.Length == 0)
        {
            throw new UserErrorException("USER is empty; name a user.", ExitCode.Usage);
        }

        var hashes = Pseudonymizer.OpenForErasures(privacy) ?? throw new UserErrorException(
            "Privacy:ErasureKeyFile is not set: erasures are remembered by a keyed hash. Make a key with "
            + "'openssl rand -hex 32 > erasure.key' and give it to this command, to every node and to every replay.",
            ExitCode.Usage);
        var user = Pseudonymizer.Open(privacy)?.Of(clearId) ?? clearId;
        return (user, hashes.Of(user), hashes.KeyId);
    }
}
