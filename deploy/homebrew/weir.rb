# The formula of a release: `mvn -Prelease verify` fills in version, repository and checksum.
class Weir < Formula
  desc "Detection of unusual access to cloud instance metadata"
  homepage "@REPOSITORY@"
  url "@REPOSITORY@/releases/download/v@VERSION@/weir-@VERSION@.tar.gz"
  sha256 "@SHA256@"
  license "Apache-2.0"

  depends_on "openjdk@17"

  def install
    libexec.install Dir["*"]
    (bin/"weir").write_env_script libexec/"bin/weir", JAVA_HOME: Formula["openjdk@17"].opt_prefix
  end

  test do
    assert_match "weir", shell_output("#{bin}/weir --version")
    events = libexec/"test-fixtures/unusual-imds-request/quickstart.ndjson"
    assert_match "+", shell_output("#{bin}/weir detect --format=pairs #{events}")
  end
end
