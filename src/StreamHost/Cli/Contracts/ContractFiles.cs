using StreamReco.Models.Contracts;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Contracts;

/// <summary>Contracts as commands name them.</summary>
internal static class ContractFiles
{
    /// <summary>Does something with a contract; what is wrong with it is the user's to correct.</summary>
    /// <exception cref="UserErrorException">A contract or an example cannot be read.</exception>
    public static T With<T>(string path, Func<Contract, T> act)
    {
        try
        {
            return act(Contract.Read(path));
        }
        catch (ContractException e)
        {
            throw new UserErrorException(e.Message);
        }
    }
}
