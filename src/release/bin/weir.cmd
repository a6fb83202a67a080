@echo off
rem Starts Weir on Windows. WEIR_JAVA_OPTS: more options for the JVM, such as -Xmx2g.
setlocal
set "home=%~dp0.."
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
"%java%" -XX:+UseSerialGC %WEIR_JAVA_OPTS% "-Dweir.home=%home%" -jar "%home%\lib\weir-cli.jar" %*
exit /b %ERRORLEVEL%
