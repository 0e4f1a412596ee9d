namespace StreamReco.StreamHost.Tests.Search;

/// <summary>A node that answers searches, shared by the tests of a class that change nothing.</summary>
public sealed class SearchNode : IAsyncLifetime
{
    internal SearchScene Scene { get; private set; } = null!;

    public async Task InitializeAsync() => Scene = await SearchScene.StartAsync();

    public async Task DisposeAsync() => await Scene.DisposeAsync();
}
