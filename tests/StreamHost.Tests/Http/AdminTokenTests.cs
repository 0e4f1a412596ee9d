using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Settings;

namespace StreamReco.StreamHost.Tests.Http;

public sealed class AdminTokenTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Bearer 0123456789abcdef", true)]
    [InlineData("bearer 0123456789abcdef", true)]
    [InlineData("Bearer 0123456789abcdeg", false)]
    [InlineData("Bearer 0123456789abcdef0", false)]
    [InlineData("0123456789abcdef", false)]
    [InlineData("Bearer ", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_the_token_itself_opens(string? header, bool opens) =>
        Open("  0123456789abcdef\n")!.Allows(header).ShouldBe(opens);

    [Fact]
    public void A_short_token_is_refused_and_not_repeated_in_the_message()
    {
        var fault = Should.Throw<HttpStartException>(() => Open("secret"));

        fault.Message.ShouldContain("Http:AdminTokenFile");
        fault.Message.ShouldContain("holds 6 characters");
        fault.Message.ShouldNotContain("secret ");
    }

    [Fact]
    public void Off_loopback_without_a_token_is_a_fault_at_start()
    {
        var faults = HttpOptionsValidator.Validate(new HttpOptions { Address = "0.0.0.0" });

        faults.ShouldHaveSingleItem().ShouldStartWith("Http:Address is '0.0.0.0', which others can reach");
    }

    [Fact]
    public void Off_loopback_with_a_token_is_fine()
    {
        var file = Path.Combine(_folder.Path, "token");
        File.WriteAllText(file, "0123456789abcdef");

        HttpOptionsValidator.Validate(new HttpOptions { Address = "0.0.0.0", AdminTokenFile = file }).ShouldBeEmpty();
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var fault = HttpOptionsValidator.Validate(new HttpOptions { AdminTokenFile = "/nowhere/token" });

        fault.ShouldHaveSingleItem().ShouldStartWith("Http:AdminTokenFile '/nowhere/token' cannot be read");
    }

    private AdminToken? Open(string content)
    {
        var file = Path.Combine(_folder.Path, "token");
        File.WriteAllText(file, content);
        return AdminToken.Open(new HttpOptions { AdminTokenFile = file });
    }
}
