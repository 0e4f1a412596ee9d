using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Settings;

namespace StreamReco.StreamHost.Tests.Options;

public sealed class ClusterOptionsValidatorTests
{
    [Fact]
    public void The_defaults_are_valid() => Faults(_ => { }).ShouldBeEmpty();

    [Theory]
    [InlineData("10.0.0.7", "")]
    [InlineData("node-1.example", "")]
    [InlineData("127.0.0.1", "0.0.0.0")]
    public void Where_others_can_reach_it_a_node_needs_TLS_or_the_stated_choice(string address, string bind)
    {
        void Reach(ClusterOptions options) => (options.Address, options.BindAddress) = (address, bind);

        Faults(Reach).Single().ShouldBe(
            $"Cluster:Address is '{address}' (Cluster:BindAddress '{bind}'), which others can reach: set Cluster:TlsCertificateFile, "
            + "or Cluster:AllowPlaintext=true where the network is trusted, or stay on 127.0.0.1.");
        Faults(options =>
        {
            Reach(options);
            options.AllowPlaintext = true;
        }).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("")]
    [InlineData("::1")]
    [InlineData("a b")]
    public void An_address_is_one_that_others_can_use(string address) =>
        Faults(options => (options.Address, options.AllowPlaintext) = (address, true)).Single()
            .ShouldStartWith($"Cluster:Address is '{address}'; it must be");

    [Theory]
    [InlineData("", true)]
    [InlineData("a:1, 10.0.0.1:65535", true)]
    [InlineData("a", false)]
    [InlineData("a:0", false)]
    [InlineData("a:1,,b:2", false)]
    [InlineData("http://a:1", false)]
    public void Nodes_to_join_are_hosts_with_ports(string join, bool isRight)
    {
        var faults = Faults(options => options.Join = join);

        faults.ShouldBe(isRight ? [] : [$"Cluster:Join is '{join}'; it must be HOST:PORT of a node, several with commas between, or empty."]);
    }

    [Fact]
    public void Numbers_have_bounds_and_a_pause_holds_two_heartbeats()
    {
        Faults(options => options.Port = 65_536).Single().ShouldStartWith("Cluster:Port is 65536");
        Faults(options => options.StableAfterMs = 99).Single().ShouldStartWith("Cluster:StableAfterMs is 99");
        Faults(options => options.DatabaseWaitMs = 0).Single().ShouldStartWith("Cluster:DatabaseWaitMs is 0");
        Faults(options => options.HeartbeatMs = 800).Single().ShouldStartWith("Cluster:PauseMs is 1500; it must be at least twice");
    }

    [Fact]
    public void TLS_settings_come_together_and_their_files_are_there()
    {
        Faults(options => options.TlsAuthorityFile = "a.pem").Single().ShouldStartWith("Cluster:TlsCertificateFile is empty, but");
        Faults(options => options.TlsCertificateFile = "none.p12").Single()
            .ShouldStartWith("Cluster:TlsCertificateFile 'none.p12' cannot be read:");
        Faults(options => (options.TlsCertificateFile, options.TlsPasswordFile) = ("none.p12", "env:NO_SUCH_VARIABLE")).Single()
            .ShouldBe("Cluster:TlsPasswordFile is 'env:NO_SUCH_VARIABLE', but there is no such variable.");
    }

    private static IReadOnlyList<string> Faults(Action<ClusterOptions> change)
    {
        var options = new ClusterOptions();
        change(options);
        return ClusterOptionsValidator.Validate(options);
    }
}
